package dev.gonzo.trap;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sockets.
 *
 * @param <R> the type of the answer
 */
public sealed interface NetTrap<R extends @Nullable Object> extends Trap<R> {
  /**
   * Suspends until a connection arrives, and answers its handle. A connection that arrives after a
   * cancellation is kept for the next accept.
   *
   * @param listener the answer of a {@link Listen}
   */
  record Accept(Handle listener) implements NetTrap<Handle> {}

  /**
   * Closes a handle. Tasks that wait on it are woken with an {@link java.io.IOException}. Closing
   * twice is harmless. Never suspends; not a checkpoint: a clean-up that only closes is never cut
   * short.
   *
   * @param handle a socket or a listener
   */
  record Close(Handle handle) implements NetTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Opens a connection: TCP, or Unix to a {@link UnixAddress}. Throws {@link
   * java.net.ConnectException} if it is refused. If it is cancelled, the socket is closed.
   *
   * @param address the address to connect to, resolved
   * @param source the local address to connect from, or null for the system's choice
   * @param options options to set before it is connected
   */
  record Connect(
      SocketAddress address, @Nullable SocketAddress source, Map<SocketOption<?>, Object> options)
      implements NetTrap<Handle> {}

  /**
   * Reads a socket option. Throws {@link UnsupportedOperationException} for an option that the
   * kernel does not know. Never suspends.
   *
   * @param handle a socket or a listener
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param <T> the option's type
   */
  record GetOption<T extends @Nullable Object>(Handle handle, SocketOption<T> option)
      implements NetTrap<T>, NoCheckpoint {}

  /**
   * Lets a UDP socket receive datagrams sent to a multicast group that arrive on one network
   * interface. Never suspends.
   *
   * @param socket a UDP socket
   * @param group a multicast address
   * @param by the interface
   */
  record JoinGroup(Handle socket, InetAddress group, NetworkInterface by)
      implements NetTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Undoes a {@link JoinGroup}: the socket leaves the multicast group. Never suspends.
   *
   * @param socket a UDP socket
   * @param group a multicast address
   * @param by the interface
   */
  record LeaveGroup(Handle socket, InetAddress group, NetworkInterface by)
      implements NetTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Opens a listening socket: TCP, or Unix for a {@link UnixAddress}. Throws {@link
   * java.net.BindException} if the address is in use or not this machine's. Never suspends.
   *
   * @param address the address to listen on, resolved; port 0 lets the system choose
   * @param backlog how many connections may wait to be accepted, at least 1
   * @param options options to set before it is bound
   */
  record Listen(SocketAddress address, int backlog, Map<SocketOption<?>, Object> options)
      implements NetTrap<Handle>, NoCheckpoint {}

  /**
   * Answers the local address of a socket. Never suspends.
   *
   * @param handle a socket or a listener
   */
  record LocalAddress(Handle handle) implements NetTrap<SocketAddress>, NoCheckpoint {}

  /**
   * Opens a datagram socket: UDP, or Unix for a {@link UnixAddress}. With a remote address it is
   * connected: it sends there, and receives only from there. Throws {@link java.net.BindException}
   * if the local address is in use or not this machine's. Never suspends.
   *
   * @param local the address to receive on, resolved; port 0, or null, lets the system choose
   * @param remote the peer, resolved, or null for any; at least one of local and remote must be
   *     given
   * @param options options to set before it is bound
   */
  record OpenDatagrams(
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      Map<SocketOption<?>, Object> options)
      implements NetTrap<Handle>, NoCheckpoint {}

  /**
   * Opens two stream sockets that are connected with each other, as socketpair(2) does. They are
   * Unix sockets without an address: no other program can connect to them, and no child process
   * inherits them. Never suspends.
   */
  record OpenPair() implements NetTrap<SocketPair>, NoCheckpoint {}

  /**
   * Suspends until there are bytes, and copies some into the buffer. Answers how many, or -1 after
   * the peer's last byte. Bytes that arrive after a cancellation are kept for the next receive.
   *
   * @param socket a connection
   * @param buffer where the bytes go
   * @param offset the index of the first byte there
   * @param length how many bytes at most, at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
  record Receive(Handle socket, byte[] buffer, int offset, int length)
      implements NetTrap<Integer> {}

  /**
   * Suspends until a datagram arrives, and copies it into the buffer. Answers the sender and the
   * length of the datagram: if the buffer is too short, the rest is lost. A datagram that arrives
   * after a cancellation is kept for the next receive. On a connected socket, throws {@link
   * java.net.PortUnreachableException} if the peer has reported that its port is closed.
   *
   * @param socket a datagram socket
   * @param buffer where the bytes go
   * @param offset the index of the first byte there
   * @param length how many bytes at most
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
  record ReceiveFrom(Handle socket, byte[] buffer, int offset, int length)
      implements NetTrap<DatagramArrival> {}

  /**
   * Receives into several buffers, one after the other, as {@link Receive} does into an array:
   * suspends until there are bytes, and answers how many it copied, or -1 after the peer's last
   * byte. The positions of the buffers move by that. Bytes that arrive after a cancellation are
   * kept for the next receive.
   *
   * @param socket a connection
   * @param buffers where the bytes go: heap or direct buffers, none read-only, with room for at
   *     least one byte
   */
  record ReceiveScattered(Handle socket, List<ByteBuffer> buffers) implements NetTrap<Integer> {}

  /**
   * Answers the address of the peer. Never suspends.
   *
   * @param socket a connection
   */
  record RemoteAddress(Handle socket) implements NetTrap<SocketAddress>, NoCheckpoint {}

  /**
   * Finds the addresses of a host, best first; never an empty list. Throws {@link
   * java.net.UnknownHostException} if there are none.
   *
   * @param host a name, or an address in its usual notation
   */
  record Resolve(String host) implements NetTrap<List<InetAddress>> {}

  /**
   * Suspends until the system takes bytes, and answers how many it took: at least 1, maybe fewer
   * than offered. A cancelled send has sent nothing.
   *
   * @param socket a connection
   * @param buffer where the bytes are
   * @param offset the index of the first byte to send
   * @param length how many bytes at most, at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
  record Send(Handle socket, byte[] buffer, int offset, int length) implements NetTrap<Integer> {}

  /**
   * Sends part of a file without copying it through the program. Suspends until the system has
   * taken bytes, and answers how many: maybe fewer than requested, and 0 at the end of the file.
   * Throws {@link UnsupportedOperationException} if the kernel cannot do it for this kind of file;
   * then read and send instead. A slow file holds up no other task. A cancelled one has sent
   * nothing.
   *
   * @param socket a connection
   * @param file an open file
   * @param position the position of the first byte
   * @param count how many bytes at most, at least 1
   */
  record SendFile(Handle socket, Handle file, long position, long count) implements NetTrap<Long> {}

  /**
   * Sends from several buffers, one after the other, as {@link Send} does from an array: suspends
   * until the system takes bytes, and answers how many it took, at least 1. The positions of the
   * buffers move by that. A cancelled send has sent nothing.
   *
   * @param socket a connection
   * @param buffers where the bytes are: heap or direct buffers, with at least one byte remaining
   */
  record SendGathered(Handle socket, List<ByteBuffer> buffers) implements NetTrap<Integer> {}

  /**
   * Suspends until the system takes a datagram, as a whole. A cancelled send has sent nothing.
   * Answers whether it was taken. It is not if its receiver has no room and the system does not
   * report when it has (unconnected Unix sockets): try again later.
   *
   * @param socket a datagram socket
   * @param buffer where the bytes are
   * @param offset the index of its first byte
   * @param length how many bytes; a datagram may be empty
   * @param to the receiver, resolved; null for the one that the socket is connected to
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's buffer, compared by identity
  record SendTo(Handle socket, byte[] buffer, int offset, int length, @Nullable SocketAddress to)
      implements NetTrap<Boolean> {}

  /**
   * Sets a socket option. Throws {@link UnsupportedOperationException} for an option that the
   * kernel does not know. Never suspends.
   *
   * @param handle a socket or a listener
   * @param option one of {@link java.net.StandardSocketOptions}
   * @param value its new value, of the option's type
   */
  record SetOption(Handle handle, SocketOption<?> option, Object value)
      implements NetTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * Shuts down the output: the peer reads to the end of the stream. Receiving is still possible.
   * Never suspends.
   *
   * @param socket a connection
   */
  record ShutdownOutput(Handle socket) implements NetTrap<@Nullable Void>, NoCheckpoint {}

  /**
   * A datagram that was received. If it was longer than the buffer, the rest of it is lost.
   *
   * @param sender who sent it; {@link UnixAddress#UNNAMED} if that socket has no address
   * @param length how many of its bytes are in the buffer
   * @param size how many bytes it had
   */
  record DatagramArrival(SocketAddress sender, int length, int size) {}

  /**
   * Two stream sockets that are connected with each other. Each is closed separately.
   *
   * @param first one end
   * @param second the other end
   */
  record SocketPair(Handle first, Handle second) {}
}
