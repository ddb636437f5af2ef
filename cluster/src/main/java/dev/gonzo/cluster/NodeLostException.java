package dev.gonzo.cluster;

/**
 * Thrown when what was asked of another node has no known end, because the node was lost: it was
 * not reached any more, it left, it began another life, or it gave up what it ran.
 *
 * <p>If the node {@link #mayHaveRun may have run} a call, its effects may be there, in part or
 * whole. It does not run on: a node cancels what it runs for a caller that it has lost.
 */
public final class NodeLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The name of the node. */
  private final String node;

  /** Whether the call may have run. */
  private final boolean mayHaveRun;

  NodeLostException(String node, String why, boolean mayHaveRun) {
    this(
        node,
        mayHaveRun,
        "node "
            + node
            + " was lost: "
            + why
            + (mayHaveRun ? "; it may have run the call" : "; it has not begun the call"));
  }

  private NodeLostException(String node, boolean mayHaveRun, String message) {
    super(message);
    this.node = node;
    this.mayHaveRun = mayHaveRun;
  }

  static NodeLostException inChannel(String node, String channel, String why) {
    return new NodeLostException(
        node,
        true,
        "node "
            + node
            + " was lost: "
            + why
            + "; items that were sent to the channel "
            + channel
            + " may not have arrived");
  }

  static NodeLostException withoutServer(String function) {
    return new NodeLostException(
        "", false, "no node is left that serves " + function + ": wait with awaitNodes");
  }

  /** {@return the name of the node; empty if no node is left that could be called} */
  public String node() {
    return node;
  }

  /** {@return whether it may have begun} If not, it has not, and will not. */
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
