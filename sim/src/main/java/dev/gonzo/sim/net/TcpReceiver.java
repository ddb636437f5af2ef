package dev.gonzo.sim.net;

import dev.gonzo.sim.net.Packet.Segment;
import java.nio.ByteBuffer;

/** The incoming direction of a TCP connection: takes bytes in order, and says how many more. */
final class TcpReceiver {
  private final SocketSettings settings;
  private final ByteQueue bytes = new ByteQueue();
  private long expected;
  // What the peer may send before.
  private long announced;
  private boolean ended;

  TcpReceiver(SocketSettings settings) {
    this.settings = settings;
    announced = settings.receiveBytes;
  }

  long expected() {
    return expected;
  }

  /** The position before which there is room, which the peer is told with this. */
  long announce() {
    announced = limit();
    return announced;
  }

  private long limit() {
    // A promise is kept even if the buffer was made smaller since.
    return Math.max(announced, expected + settings.receiveBytes - bytes.size());
  }

  boolean isEmpty() {
    return bytes.isEmpty();
  }

  boolean hasEnded() {
    return ended;
  }

  /** Takes what is new in a segment and can be taken. Returns whether there was something. */
  boolean take(Segment segment) {
    long skip = expected - segment.position();
    if (skip < 0 || ended) {
      return false; // an earlier one was lost, and comes again with this one
    }
    int fresh = (int) Math.min(segment.size() - skip, limit() - expected);
    if (fresh > 0) {
      bytes.add(segment.bytes(), (int) skip, fresh);
      expected += fresh;
    }
    boolean isEnd =
        segment.kind() == PacketKind.FIN && expected == segment.position() + segment.size();
    if (isEnd) {
      expected++;
      ended = true;
    }
    return fresh > 0 || isEnd;
  }

  /** Moves bytes to the program. */
  int read(ByteBuffer into) {
    return bytes.take(into);
  }

  /** Whether the peer may wait for room that has become free. */
  boolean hasNews() {
    return !ended
        && announced - expected < settings.receiveBytes / 2
        && limit() - announced >= settings.receiveBytes / 4;
  }

  void discard() {
    bytes.clear();
  }
}
