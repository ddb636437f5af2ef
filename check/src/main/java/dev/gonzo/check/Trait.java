package dev.gonzo.check;

/** What a method can do, and so all that call it. */
enum Trait {
  /** It can suspend. */
  SUSPENDS,
  /** It works only inside a coroutine, on whatever object it is called. */
  NEEDS_KERNEL,
  /** It can block the thread natively, or is marked {@code @SyncOnly}. */
  BLOCKS,
  /** It starts a kernel and waits for its end. */
  STARTS_KERNEL
}
