package dev.gonzo.kernel.driver.linux;

/** A socket option with a number as its value; 1 and 0 mean on and off. */
public enum SocketSetting {
  /** SO_REUSEADDR: bind although old connections of that port still linger. */
  REUSE_ADDRESS(Constants.SOCKET, 2),
  /** SO_REUSEPORT: let several sockets listen on the port and share its connections. */
  REUSE_PORT(Constants.SOCKET, 15),
  /** SO_KEEPALIVE: detect that a silent peer is gone. */
  KEEP_ALIVE(Constants.SOCKET, 9),
  /**
   * SO_SNDBUF: the size of the send buffer; Linux doubles the value that is set, and returns the
   * doubled one.
   */
  SEND_BUFFER_BYTES(Constants.SOCKET, 7),
  /**
   * SO_RCVBUF: the size of the receive buffer; Linux doubles the value that is set, and returns the
   * doubled one.
   */
  RECEIVE_BUFFER_BYTES(Constants.SOCKET, 8),
  /** SO_BROADCAST: allow datagrams to the broadcast address of a network. */
  BROADCAST(Constants.SOCKET, 6),
  /** IP_MULTICAST_TTL: how many hops a multicast datagram may take. */
  MULTICAST_HOPS(Constants.IPV4, 33),
  /** IP_MULTICAST_LOOP: whether this machine receives the datagrams that it sends to a group. */
  MULTICAST_LOOP(Constants.IPV4, 34),
  /** IPV6_MULTICAST_HOPS. */
  MULTICAST_HOPS_IPV6(Constants.IPV6, 18),
  /** IPV6_MULTICAST_LOOP. */
  MULTICAST_LOOP_IPV6(Constants.IPV6, 19),
  /** TCP_NODELAY: send small pieces at once. */
  NO_DELAY(Constants.TCP, 1),
  /** IPV6_V6ONLY: do not accept IPv4 connections on an IPv6 socket. */
  IPV6_ONLY(Constants.IPV6, 26);

  /**
   * The levels; in a class of their own, since an enum's constants cannot refer to its static
   * fields.
   */
  private static final class Constants {
    static final int SOCKET = 1;
    static final int IPV4 = 0;
    static final int TCP = 6;
    static final int IPV6 = 41;
  }

  /** The level of the option: socket, TCP, IPv6. */
  final int level;

  /** The number of the option at that level. */
  final int number;

  SocketSetting(int level, int number) {
    this.level = level;
    this.number = number;
  }
}
