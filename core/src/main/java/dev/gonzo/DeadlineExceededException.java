package dev.gonzo;

/**
 * Thrown by a block with a deadline that did not end in time. Unchecked, so that a block declares
 * only the exceptions of its body. Its cause shows where the body was when the deadline expired.
 */
public final class DeadlineExceededException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeadlineExceededException(Cancelled cause) {
    super(cause.reason(), cause);
  }
}
