package dev.gonzo.cluster;

/** Thrown when a writer is not the holder of a singleton any more: a later one has written. */
public final class StaleTokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The token that was refused. */
  private final long token;

  /** The highest token that the resource has seen. */
  private final long highest;

  StaleTokenException(long token, long highest) {
    super(
        "the token "
            + token
            + " is refused, because a holder with the token "
            + highest
            + " has written since: this node runs the singleton no more");
    this.token = token;
    this.highest = highest;
  }

  /** {@return the token that was refused} */
  public long token() {
    return token;
  }

  /** {@return the highest token that has passed} */
  public long highest() {
    return highest;
  }
}
