package dev.gonzo.cost;

/** How much a message and a turn may cost, in what can be counted without a clock. */
final class Budget {
  /**
   * On the kernel's thread: the traps of a receive and a send, the counts, and a slice of the JDK.
   */
  static final int BYTES_PER_MESSAGE = 160;

  private Budget() {}
}
