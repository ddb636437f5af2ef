package dev.gonzo.cluster.link;

/** How a remote call ended at the node that was called. */
public sealed interface Reply {
  /**
   * It returned.
   *
   * @param value the encoded result
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Value(byte[] value) implements Reply {}

  /**
   * It failed.
   *
   * @param type the name of the exception's class
   * @param message its message
   * @param stack its stack trace as text
   */
  record Failed(String type, String message, String stack) implements Reply {
    /** Shortens the texts. */
    public Failed {
      type = ShortText.of(type);
      message = ShortText.of(message);
      stack = ShortText.of(stack);
    }
  }

  /**
   * Its task was cancelled.
   *
   * @param reason why
   * @param requester the task that asked for it
   */
  record Ended(String reason, String requester) implements Reply {
    /** Shortens the texts. */
    public Ended {
      reason = ShortText.of(reason);
      requester = ShortText.of(requester);
    }
  }

  /** The caller's deadline has passed there. */
  record TooLate() implements Reply {}

  /**
   * The node does not run it, or not to its end.
   *
   * @param why what happened to the node
   * @param started whether it had begun
   */
  record Abandoned(String why, boolean started) implements Reply {
    /** Shortens the text. */
    public Abandoned {
      why = ShortText.of(why);
    }
  }
}
