package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Reply;

/**
 * Thrown when a function has failed on another node. It is that failure as text: the classes of
 * exceptions differ from node to node, and no object of another program is built here.
 */
public final class RemoteFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The name of the node. */
  private final String node;

  /** The class of the failure. */
  private final String type;

  /** Its message. */
  private final String remoteMessage;

  /** Its stack trace. */
  private final String remoteStack;

  RemoteFailure(String node, Reply.Failed failed) {
    super(
        "on node "
            + node
            + ": "
            + failed.type()
            + (failed.type().isEmpty() || failed.message().isEmpty() ? "" : ": ")
            + failed.message());
    this.node = node;
    this.type = failed.type();
    this.remoteMessage = failed.message();
    this.remoteStack = failed.stack();
  }

  /** {@return the name of the node} */
  public String node() {
    return node;
  }

  /** {@return the name of the exception's class; empty if the node did not run the function} */
  public String type() {
    return type;
  }

  /** {@return the exception's message; empty if it had none} */
  public String remoteMessage() {
    return remoteMessage;
  }

  /** {@return its stack trace on the other node, with its causes; shortened if it is long} */
  public String remoteStack() {
    return remoteStack;
  }
}
