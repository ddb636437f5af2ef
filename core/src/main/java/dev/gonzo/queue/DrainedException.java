package dev.gonzo.queue;

import java.util.NoSuchElementException;

/** Thrown where an item is asked for, and the last one has been taken: there will be no more. */
public final class DrainedException extends NoSuchElementException {
  private static final long serialVersionUID = 1;

  /** Makes one. */
  public DrainedException() {
    super("closed, and drained: the last item has been taken; iterate, to be told by the end");
  }
}
