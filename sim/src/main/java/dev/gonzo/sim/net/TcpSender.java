package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.net.Packet.Segment;
import java.nio.ByteBuffer;

/**
 * The outgoing direction of a TCP connection: keeps bytes until the peer has acknowledged them, and
 * sends no more than the peer has room for.
 */
final class TcpSender {
  private final TcpConnection connection;
  private final SocketSettings settings;
  private final ByteQueue bytes = new ByteQueue(); // those from the acknowledged position on
  private long acknowledged;
  private long sent;
  private long most;
  private long limit;
  private boolean isShut;
  private boolean isDone;
  private boolean isBlocked;

  TcpSender(TcpConnection connection, SocketSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  long position() {
    return sent;
  }

  boolean isShut() {
    return isShut;
  }

  /** Whether the peer has acknowledged the end of the stream. */
  boolean isDone() {
    return isDone;
  }

  /** The position behind the last byte, which is that of the end of the stream. */
  private long end() {
    return acknowledged + bytes.size();
  }

  int room() {
    return Math.max(0, settings.sendBytes - bytes.size());
  }

  int add(ByteBuffer from) {
    int count = Math.min(room(), from.remaining());
    isBlocked = count == 0;
    if (isBlocked) {
      return -ErrorNumber.EAGAIN;
    }
    bytes.add(from, count);
    transmit();
    return count;
  }

  /** Lets {@link #takesAgain} report when there is enough room. */
  void expectRoom() {
    isBlocked = true;
  }

  void shut() {
    if (!isShut) {
      isShut = true;
      transmit();
    }
  }

  /** Handles what a segment of the peer says. Returns whether it acknowledges something new. */
  boolean isAcknowledged(long upTo, long newLimit) {
    limit = Math.max(limit, newLimit);
    boolean isNew = upTo > acknowledged && upTo <= most;
    if (isNew) {
      isDone = isShut && upTo > end();
      int count = (int) Math.min(upTo - acknowledged, bytes.size());
      bytes.drop(count);
      // The end of the stream has a position, but no byte.
      acknowledged = upTo;
      sent = Math.max(sent, upTo);
    }
    return isNew;
  }

  /** Whether a task waits for room, and there is enough of it. */
  boolean takesAgain() {
    boolean again = isBlocked && room() >= settings.sendBytes / 3;
    isBlocked &= !again;
    return again;
  }

  /** Whether the peer has to answer before anything goes on. */
  boolean isWaiting() {
    return sent > acknowledged || (end() > sent && limit <= sent);
  }

  /** Sends what the peer has room for. */
  void transmit() {
    boolean wasIdle = sent == acknowledged;
    while (connection.isEstablished() && !isDone) {
      int count = (int) Math.min(Math.min(end() - sent, limit - sent), connection.segmentBytes());
      if (count > 0) {
        if (waitsForMore(count)) {
          break;
        }
        int part = connection.split(count);
        send(PacketKind.DATA, bytes.copy((int) (sent - acknowledged), part), part);
      } else if (isShut && sent == end()) {
        send(PacketKind.FIN, Segment.NO_BYTES, 1);
      } else {
        break;
      }
    }
    if (isWaiting()) {
      connection.expectAnswer(wasIdle);
    }
  }

  /**
   * Whether a small segment is kept until there is more, or the peer has acknowledged the others.
   */
  private boolean waitsForMore(int count) {
    return !settings.sendsAtOnce
        && !isShut
        && sent > acknowledged
        && count < connection.segmentBytes();
  }

  private void send(PacketKind kind, byte[] content, int positions) {
    long position = sent;
    boolean isFirst = position >= most;
    sent += positions;
    most = Math.max(most, sent);
    connection.send(kind, position, content);
    if (isFirst) {
      connection.isTimed(sent);
    }
  }

  /** Sends again what the peer has not acknowledged, or asks it whether it has room. */
  void repeat() {
    if (sent > acknowledged) {
      sent = acknowledged;
      transmit();
    } else {
      connection.send(PacketKind.DATA, sent, Segment.NO_BYTES);
    }
  }
}
