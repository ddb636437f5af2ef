package dev.gonzo.cluster;

/**
 * Thrown when this node sees fewer nodes than its quorum: it may be on the smaller side of a
 * partition, and neither makes nor serves calls. Calls that ran are cancelled.
 */
public final class NoQuorumException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Whether the call may have run. */
  private final boolean mayHaveRun;

  NoQuorumException(int seen, int quorum, boolean mayHaveRun) {
    super(
        "this node sees "
            + seen
            + (seen == 1 ? " node" : " nodes")
            + ", and its quorum is "
            + quorum
            + (mayHaveRun
                ? "; the call was cancelled, and may have run"
                : ": wait with awaitNodes(" + quorum + ")"));
    this.mayHaveRun = mayHaveRun;
  }

  /** {@return whether what was asked for may have begun} */
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
