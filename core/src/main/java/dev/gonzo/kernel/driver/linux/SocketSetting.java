package dev.gonzo.kernel.driver.linux;

/** An option of a socket whose value is a number; what is on or off is one or zero. */
public enum SocketSetting {
  /** SO_REUSEADDR: bind although old connections of that port still linger. */
  REUSE_ADDRESS(Constants.SOCKET, 2),
  /** SO_REUSEPORT: let several sockets listen on the port and share its connections. */
  REUSE_PORT(Constants.SOCKET, 15),
  /** SO_KEEPALIVE: find out when a silent peer is gone. */
  KEEP_ALIVE(Constants.SOCKET, 9),
  /** SO_SNDBUF: room for bytes to send; Linux doubles what is set, and answers the double. */
  SEND_BUFFER_BYTES(Constants.SOCKET, 7),
  /** SO_RCVBUF: room for bytes received; Linux doubles what is set, and answers the double. */
  RECEIVE_BUFFER_BYTES(Constants.SOCKET, 8),
  /** SO_BROADCAST: let datagrams go to all of a network. */
  BROADCAST(Constants.SOCKET, 6),
  /** IP_MULTICAST_TTL: how many networks a multicast datagram crosses. */
  MULTICAST_HOPS(Constants.IPV4, 33),
  /** IP_MULTICAST_LOOP: whether this machine receives what it sends to a group. */
  MULTICAST_LOOP(Constants.IPV4, 34),
  /** IPV6_MULTICAST_HOPS. */
  MULTICAST_HOPS_IPV6(Constants.IPV6, 18),
  /** IPV6_MULTICAST_LOOP. */
  MULTICAST_LOOP_IPV6(Constants.IPV6, 19),
  /** TCP_NODELAY: send small pieces at once. */
  NO_DELAY(Constants.TCP, 1),
  /** IPV6_V6ONLY: do not take IPv4 connections on an IPv6 socket. */
  IPV6_ONLY(Constants.IPV6, 26);

  /** The levels; an enum's constants cannot see its own static fields. */
  private static final class Constants {
    static final int SOCKET = 1;
    static final int IPV4 = 0;
    static final int TCP = 6;
    static final int IPV6 = 41;
  }

  /** The layer that has the option: socket, TCP, IPv6. */
  final int level;

  /** Its number there. */
  final int number;

  SocketSetting(int level, int number) {
    this.level = level;
    this.number = number;
  }
}
