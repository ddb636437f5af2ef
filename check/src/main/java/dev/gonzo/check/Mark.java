package dev.gonzo.check;

/** The mark of a method. */
enum Mark {
  /** {@code @Async}. */
  ASYNC("@Async"),
  /** {@code @Async(Suspension.NEVER)}: only inside a coroutine, but it never suspends. */
  ASYNC_WITHOUT_SUSPENSION("@Async(Suspension.NEVER)"),
  /** {@code @SyncOnly}. */
  SYNC_ONLY("@SyncOnly"),
  /** Both {@code @Async} and {@code @SyncOnly}, which is a fault. */
  BOTH("both @Async and @SyncOnly"),
  /** No mark. */
  NONE("not marked");

  private final String words;

  Mark(String words) {
    this.words = words;
  }

  /** {@return the mark in a message} */
  String words() {
    return words;
  }

  boolean isAsync() {
    return this == ASYNC || this == ASYNC_WITHOUT_SUSPENSION;
  }
}
