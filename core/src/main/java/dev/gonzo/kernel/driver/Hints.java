package dev.gonzo.kernel.driver;

/** What a user can do about a failure, for the end of its message. */
public final class Hints {
  /** No socket listens on a port. */
  public static final String NO_SERVER =
      "; no server listens there: start it, or check host and port";

  /** The host of a server does not answer. */
  public static final String NO_ANSWER =
      "; the host does not answer: check the address and the firewalls between";

  /** No port is left for a connection. */
  public static final String NO_FREE_PORT =
      "; no local port is free: reuse connections, or wait for closed ones";

  /** A port cannot be bound, because another socket has it. */
  public static final String PORT_IN_USE =
      "; stop the program that uses it, or choose another port";

  /** An abstract Unix name cannot be bound, because another socket has it. */
  public static final String NAME_IN_USE =
      "; stop the program that uses it, or choose another name";

  /** The path of a Unix socket cannot be bound, because there is a file. */
  public static final String FILE_IN_USE =
      "; a program uses it, or one that has ended has left its file there: remove that file, or let"
          + " it be replaced";

  /** An address cannot be bound, because this machine does not have it. */
  public static final String NOT_OURS =
      "; use an address of this machine, or 0.0.0.0 for all of them";

  /** A port cannot be bound without a permission. */
  public static final String PORT_NOT_ALLOWED =
      "; choose a port above 1023, or give the program CAP_NET_BIND_SERVICE";

  /** The path of a Unix socket cannot be bound without a permission. */
  public static final String FILE_NOT_ALLOWED =
      "; the permissions of the directory do not allow us to create a file";

  /** A Unix socket's file does not exist. */
  public static final String NO_SUCH_SOCKET = "; there is no such socket: start the server";

  /** There is no route to a host. */
  public static final String NO_ROUTE = "; check the network and the address";

  /** No socket receives datagrams on a port. */
  public static final String NO_RECEIVER = "; no program receives there";

  /** Our own output was shut down, so that nothing more can be sent; in place of the reason. */
  public static final String OUTPUT_SHUT =
      ": the output was shut down on our side: open another connection to send more";

  private Hints() {}
}
