package dev.gonzo.queue;

import java.util.NoSuchElementException;

/**
 * Thrown when an item is requested after the queue or channel was closed and the last item was
 * taken.
 */
public final class DrainedException extends NoSuchElementException {
  private static final long serialVersionUID = 1;

  /** Creates an exception. */
  public DrainedException() {
    super(
        "closed and drained: the last item has been taken; use a for loop over the items to"
            + " stop at the end");
  }
}
