package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The system calls on sockets. None of them blocks: a call that would returns {@code -EAGAIN} (or
 * {@code -EINPROGRESS}), and an {@link Epoll} reports when to try again.
 *
 * <p>Every call returns its result or a negated {@link ErrorNumber}. Confined to one thread at a
 * time, like its {@link SystemCalls}.
 */
public final class Sockets {
  /**
   * The most that one {@link #receive} or {@link #send} moves, in bytes. The JVM's safepoints wait
   * for these calls, so none of them may copy for long.
   */
  public static final int MOST_BYTES = 1 << 20;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_TRUNC = 0x20;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_RD = 0;
  private static final int SHUT_WR = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_LINGER = 13;
  private static final int SO_PEERCRED = 17;
  private static final int IPPROTO_IP = 0;
  private static final int IPV4_BYTES = 4;
  private static final int IP_MULTICAST_IF = 32;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_DROP_MEMBERSHIP = 36;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_MULTICAST_IF = 17;
  private static final int IPV6_ADD_MEMBERSHIP = 20;
  private static final int IPV6_DROP_MEMBERSHIP = 21;

  /**
   * The result of {@link #getLinger} if a close does not wait; it is not a negated error number.
   */
  public static final int NO_LINGER = Integer.MIN_VALUE;

  /** The size of the longest value of an option: an IPv6 address and an interface. */
  private static final int VALUE_BYTES = 20;

  private final SystemCalls calls;
  private final MemorySegment address;
  private final MemorySegment length;
  private final MemorySegment value;

  /**
   * Creates the calls for one kernel.
   *
   * @param calls the system calls of the kernel
   */
  public Sockets(SystemCalls calls) {
    this.calls = calls;
    address = calls.memory.allocate(SocketAddresses.STORAGE_BYTES, Long.BYTES);
    length = calls.memory.allocate(JAVA_INT);
    value = calls.memory.allocate(VALUE_BYTES, Integer.BYTES);
  }

  /**
   * Opens a non-blocking stream socket that no child process inherits.
   *
   * @param family {@link SocketAddresses#AF_INET}, {@link SocketAddresses#AF_INET6} or {@link
   *     SocketAddresses#AF_UNIX}
   * @return its descriptor, or the negated error number
   */
  public int open(int family) {
    return open(family, SOCK_STREAM);
  }

  /** Opens a datagram socket; like {@link #open(int)} otherwise. */
  int openDatagrams(int family) {
    return open(family, SOCK_DGRAM);
  }

  private int open(int family, int kind) {
    return calls.brief(CallNumbers.SOCKET, family, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  }

  /**
   * Opens two Unix stream sockets that are connected with each other; like {@link #open(int)}
   * otherwise.
   *
   * @param pair takes their descriptors
   * @return zero, or the negated error number
   */
  int openPair(int[] pair) {
    int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int result =
        calls.brief(CallNumbers.SOCKETPAIR, SocketAddresses.AF_UNIX, kind, 0, value.address(), 0);
    if (result >= 0) {
      MemorySegment.copy(value, JAVA_INT, 0, pair, 0, 2);
    }
    return result;
  }

  /**
   * Binds a socket to a local address.
   *
   * @param descriptor the socket, of the address's family
   * @param local the address; port zero lets Linux choose
   * @return zero, or the negated error number
   */
  public int bind(int descriptor, SocketAddress local) {
    int bytes = SocketAddresses.encode(local, address);
    return calls.brief(CallNumbers.BIND, descriptor, address.address(), bytes);
  }

  /**
   * Makes a bound socket listen for connections.
   *
   * @param descriptor the socket
   * @param backlog how many connections may wait to be accepted
   * @return zero, or the negated error number
   */
  public int listen(int descriptor, int backlog) {
    return calls.brief(CallNumbers.LISTEN, descriptor, backlog, 0);
  }

  /**
   * Accepts a connection, as a non-blocking socket that no child process inherits. {@link
   * #lastAddress()} then returns the peer's address.
   *
   * @param descriptor the listening socket
   * @return the new descriptor, or the negated error number
   */
  public int accept(int descriptor) {
    int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    int result;
    do {
      length.set(JAVA_INT, 0, SocketAddresses.STORAGE_BYTES);
      result =
          calls.brief(
              CallNumbers.ACCEPT4, descriptor, address.address(), length.address(), flags, 0);
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  /**
   * Starts to connect. The socket becomes writable when the attempt has ended; {@link #takeError}
   * then returns the outcome.
   *
   * @param descriptor the socket, of the address's family
   * @param remote the address to connect to
   * @return zero if connected at once, {@code -EINPROGRESS}, or another negated error number
   */
  public int connect(int descriptor, SocketAddress remote) {
    int bytes = SocketAddresses.encode(remote, address);
    int result = calls.brief(CallNumbers.CONNECT, descriptor, address.address(), bytes);
    // An interrupted attempt continues in the background, and must not be repeated.
    return result == -ErrorNumber.EINTR ? -ErrorNumber.EINPROGRESS : result;
  }

  /**
   * Receives bytes directly into an array.
   *
   * @param descriptor the socket
   * @param bytes where the bytes go
   * @param offset the index of the first byte there, from 0
   * @param count how many bytes at most; for 0 the result is zero, as at the end of the stream;
   *     more than {@link #MOST_BYTES} counts as {@link #MOST_BYTES}
   * @return how many bytes were received, zero at the end of the stream, or the negated error
   *     number
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  public int receive(int descriptor, byte[] bytes, int offset, int count) {
    return transfer(CallNumbers.RECVFROM, descriptor, bytes, offset, count);
  }

  /**
   * Sends bytes directly from an array.
   *
   * @param descriptor the socket
   * @param bytes where the bytes are
   * @param offset the index of the first byte, from 0
   * @param count how many bytes at most; more than {@link #MOST_BYTES} counts as {@link
   *     #MOST_BYTES}
   * @return how many bytes were taken, or the negated error number
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  public int send(int descriptor, byte[] bytes, int offset, int count) {
    return transfer(CallNumbers.SENDTO, descriptor, bytes, offset, count);
  }

  /**
   * Receives a datagram directly into an array; {@link #lastAddress()} then returns the sender.
   *
   * @return the full length of the datagram, even if not all of it fitted, or the negated error
   *     number
   */
  int receiveFrom(int descriptor, byte[] bytes, int offset, int count) {
    var part = MemorySegment.ofArray(bytes).asSlice(offset, count);
    int result;
    do {
      length.set(JAVA_INT, 0, SocketAddresses.STORAGE_BYTES);
      result =
          calls.onHeap(
              CallNumbers.RECVFROM,
              descriptor,
              part,
              count,
              MSG_DONTWAIT | MSG_TRUNC,
              address.address(),
              length.address());
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  /**
   * Sends a datagram directly from an array.
   *
   * @param to the receiver; null for the one that the socket is connected to
   * @return how many bytes were taken, which is always all of them, or the negated error number
   */
  int sendTo(int descriptor, byte[] bytes, int offset, int count, @Nullable SocketAddress to) {
    var part = MemorySegment.ofArray(bytes).asSlice(offset, count);
    int addressBytes = to == null ? 0 : SocketAddresses.encode(to, address);
    long where = to == null ? 0 : address.address();
    int result;
    do {
      result =
          calls.onHeap(
              CallNumbers.SENDTO,
              descriptor,
              part,
              count,
              MSG_DONTWAIT | MSG_NOSIGNAL,
              where,
              addressBytes);
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  /** Duplicates a descriptor, so that the open file or socket outlives the first one. */
  int duplicate(int descriptor) {
    return calls.brief(CallNumbers.FCNTL, descriptor, FileCalls.F_DUPFD_CLOEXEC, 0);
  }

  /** Joins or leaves a multicast group, by setting the option for it. */
  int membership(int descriptor, boolean joins, byte[] group, int interfaceIndex) {
    MemorySegment.copy(group, 0, value, JAVA_BYTE, 0, group.length);
    if (group.length == IPV4_BYTES) {
      value.set(JAVA_INT, IPV4_BYTES, 0);
      value.set(JAVA_INT, 2L * IPV4_BYTES, interfaceIndex);
      return setOption(
          descriptor,
          IPPROTO_IP,
          joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
          2 * IPV4_BYTES + Integer.BYTES);
    }
    value.set(JAVA_INT, group.length, interfaceIndex);
    return setOption(
        descriptor,
        IPPROTO_IPV6,
        joins ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP,
        group.length + Integer.BYTES);
  }

  /** Sets the network interface for outgoing multicast datagrams. */
  int setMulticastInterface(int descriptor, boolean ipv6, int interfaceIndex) {
    if (ipv6) {
      value.set(JAVA_INT, 0, interfaceIndex);
      return setOption(descriptor, IPPROTO_IPV6, IPV6_MULTICAST_IF, Integer.BYTES);
    }
    value.asSlice(0, 2L * IPV4_BYTES).fill((byte) 0);
    value.set(JAVA_INT, 2L * IPV4_BYTES, interfaceIndex);
    return setOption(descriptor, IPPROTO_IP, IP_MULTICAST_IF, 2 * IPV4_BYTES + Integer.BYTES);
  }

  /**
   * Reads the credentials of the process at the other end of a Unix stream (SO_PEERCRED).
   *
   * @return its process id, user id and group id; or only the negated error number
   */
  int[] peerCredentials(int descriptor) {
    int result = getOption(descriptor, SOL_SOCKET, SO_PEERCRED, 3 * Integer.BYTES);
    return result < 0
        ? new int[] {result}
        : new int[] {result, value.getAtIndex(JAVA_INT, 1), value.getAtIndex(JAVA_INT, 2)};
  }

  /** Receives bytes directly into a heap or direct buffer, from its position on. */
  int receive(int descriptor, ByteBuffer buffer) {
    return transfer(CallNumbers.RECVFROM, descriptor, MemorySegment.ofBuffer(buffer));
  }

  /** Sends bytes directly from a heap or direct buffer, from its position on. */
  int send(int descriptor, ByteBuffer buffer) {
    return transfer(CallNumbers.SENDTO, descriptor, MemorySegment.ofBuffer(buffer));
  }

  /** Reads from a pipe as {@link #receive} does from a socket. */
  int read(int descriptor, byte[] bytes, int offset, int count) {
    return transfer(CallNumbers.READ, descriptor, bytes, offset, count);
  }

  /** Writes to a pipe as {@link #send} does to a socket. */
  int write(int descriptor, byte[] bytes, int offset, int count) {
    return transfer(CallNumbers.WRITE, descriptor, bytes, offset, count);
  }

  /**
   * Shuts down the output: the peer sees the end of the stream.
   *
   * @param descriptor the socket
   * @return zero, or the negated error number
   */
  public int shutdownOutput(int descriptor) {
    return shutdown(descriptor, SHUT_WR);
  }

  /**
   * Shuts down the input; the peer does not notice.
   *
   * @param descriptor the socket
   * @return zero, or the negated error number
   */
  public int shutdownInput(int descriptor) {
    return shutdown(descriptor, SHUT_RD);
  }

  /**
   * Reads an option.
   *
   * @param descriptor the socket
   * @param setting the option
   * @return its value, or the negated error number
   */
  public int get(int descriptor, SocketSetting setting) {
    return getOption(descriptor, setting.level, setting.number);
  }

  /**
   * Sets an option.
   *
   * @param descriptor the socket
   * @param setting the option
   * @param to its new value
   * @return zero, or the negated error number
   */
  public int set(int descriptor, SocketSetting setting, int to) {
    value.set(JAVA_INT, 0, to);
    return setOption(descriptor, setting.level, setting.number, Integer.BYTES);
  }

  /**
   * Sets what a close does with unsent bytes (SO_LINGER).
   *
   * @param descriptor the socket
   * @param seconds how long a close waits for them; zero discards them and resets the connection;
   *     with a negative value they are sent in the background, which is the default
   * @return zero, or the negated error number
   */
  public int setLinger(int descriptor, int seconds) {
    value.set(JAVA_INT, 0, seconds < 0 ? 0 : 1);
    value.set(JAVA_INT, Integer.BYTES, Math.max(seconds, 0));
    return setOption(descriptor, SOL_SOCKET, SO_LINGER, 2 * Integer.BYTES);
  }

  /**
   * Reads the value that {@link #setLinger} has set.
   *
   * @param descriptor the socket
   * @return the seconds, {@link #NO_LINGER} if a close does not wait, or the negated error number
   */
  public int getLinger(int descriptor) {
    int on = getOption(descriptor, SOL_SOCKET, SO_LINGER, 2 * Integer.BYTES);
    return on > 0 ? value.get(JAVA_INT, Integer.BYTES) : on < 0 ? on : NO_LINGER;
  }

  /**
   * Reads and clears the pending error of a socket (SO_ERROR), which is the outcome of an attempt
   * to connect.
   *
   * @param descriptor the socket
   * @return zero if there is none, or the negated error number
   */
  public int takeError(int descriptor) {
    int result = getOption(descriptor, SOL_SOCKET, SO_ERROR);
    return result > 0 ? -result : result;
  }

  /**
   * Reads the local address of a socket; {@link #lastAddress()} then returns it.
   *
   * @param descriptor the socket
   * @return zero, or the negated error number
   */
  public int localAddress(int descriptor) {
    return askAddress(CallNumbers.GETSOCKNAME, descriptor);
  }

  /**
   * Reads the address of the peer; {@link #lastAddress()} then returns it.
   *
   * @param descriptor the socket
   * @return zero, or the negated error number
   */
  public int peerAddress(int descriptor) {
    return askAddress(CallNumbers.GETPEERNAME, descriptor);
  }

  /**
   * {@return the address that the last successful {@link #accept}, {@link #localAddress} or {@link
   * #peerAddress} found; call it before any other call with an address}
   */
  public SocketAddress lastAddress() {
    return SocketAddresses.decode(address, length.get(JAVA_INT, 0));
  }

  private int transfer(long number, int descriptor, byte[] bytes, int offset, int count) {
    // Escape analysis removes this segment, so nothing is allocated.
    return transfer(number, descriptor, MemorySegment.ofArray(bytes).asSlice(offset, count));
  }

  private int transfer(long number, int descriptor, MemorySegment part) {
    long most = Math.min(part.byteSize(), MOST_BYTES);
    int result;
    do {
      result = calls.onHeap(number, descriptor, part, most, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result == -ErrorNumber.EINTR);
    return result;
  }

  private int askAddress(long number, int descriptor) {
    length.set(JAVA_INT, 0, SocketAddresses.STORAGE_BYTES);
    return calls.brief(number, descriptor, address.address(), length.address());
  }

  private int shutdown(int descriptor, int direction) {
    return calls.brief(CallNumbers.SHUTDOWN, descriptor, direction, 0);
  }

  private int getOption(int descriptor, int level, int option) {
    return getOption(descriptor, level, option, Integer.BYTES);
  }

  private int getOption(int descriptor, int level, int option, int bytes) {
    length.set(JAVA_INT, 0, bytes);
    int result =
        calls.brief(
            CallNumbers.GETSOCKOPT, descriptor, level, option, value.address(), length.address());
    return result < 0 ? result : value.get(JAVA_INT, 0);
  }

  private int setOption(int descriptor, int level, int option, int bytes) {
    return calls.brief(CallNumbers.SETSOCKOPT, descriptor, level, option, value.address(), bytes);
  }
}
