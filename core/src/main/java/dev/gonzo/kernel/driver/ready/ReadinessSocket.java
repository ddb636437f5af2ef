package dev.gonzo.kernel.driver.ready;

/**
 * A connection or a listener of a driver based on readiness: the system reports when a call may
 * succeed. Kernel thread only.
 */
public abstract class ReadinessSocket extends ReadyHandle {
  /** Whether it is a listener and not a connection. */
  public final boolean listens;

  /**
   * Creates an open socket.
   *
   * @param listens whether it is a listener
   */
  protected ReadinessSocket(boolean listens) {
    this(listens, new Direction(verb(listens)), new Direction("send"));
  }

  /**
   * Creates an open socket with directions of its own.
   *
   * @param listens whether it is a listener
   * @param input the incoming direction
   * @param output the outgoing direction
   */
  protected ReadinessSocket(boolean listens, Direction input, Direction output) {
    super(
        input,
        output,
        listens
            ? "the listener is closed: listen again to accept more connections"
            : "the socket is closed on our side: connect again");
    this.listens = listens;
  }

  /**
   * Returns the verb for the operation of the incoming direction.
   *
   * @param listens whether the socket is a listener
   * @return the verb
   */
  protected static String verb(boolean listens) {
    return listens ? "accept" : "receive";
  }
}
