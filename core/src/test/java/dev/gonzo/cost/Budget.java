package dev.gonzo.cost;

/** How much a message and a turn may cost, in what can be counted without a clock. */
final class Budget {
  /** On the kernel's thread: the trap of each receive and send, and the boxed counts. */
  static final int BYTES_PER_MESSAGE = 128;

  private Budget() {}
}
