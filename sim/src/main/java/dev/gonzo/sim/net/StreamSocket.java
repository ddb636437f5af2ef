package dev.gonzo.sim.net;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A connection. Its operations return what Linux's system calls do: a count, or a negated error
 * number.
 */
abstract class StreamSocket extends SimulatedSocket {
  StreamSocket(HostNetwork host, SocketSettings settings) {
    super(host, false, settings);
  }

  abstract SocketAddress remote();

  /** Takes bytes that have arrived, without waiting; 0 at the end of the stream. */
  abstract int receive(ByteBuffer into);

  /** Takes bytes to send, without waiting. */
  abstract int send(ByteBuffer from);

  /** Sends the end of the stream behind the bytes that it has taken. */
  abstract void shutOutput();

  /** Whether we have shut its output, so that a broken pipe is no fault of the peer. */
  abstract boolean isOutputShut();

  /** How many bytes a send would take now. 1 if it would fail. */
  abstract int room();

  /** Makes sure that an event reports when there is room again. */
  abstract void expectRoom();
}
