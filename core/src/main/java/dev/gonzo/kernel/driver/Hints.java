package dev.gonzo.kernel.driver;

/** What a user can do about a failure, for the end of its message. */
public final class Hints {
  /** No socket listens on a port. */
  public static final String NO_SERVER =
      "; no server listens there: start it, or check host and port";

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
