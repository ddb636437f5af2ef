package dev.gonzo.cli.repl;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** By which a snippet says to its test that it has begun; public, since snippets call it. */
public final class Begun {
  private static final Semaphore CALLS = new Semaphore(0);

  private Begun() {}

  /** Called by a snippet. */
  public static void now() {
    CALLS.release();
  }

  static void await() throws InterruptedException {
    if (!CALLS.tryAcquire(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the snippet has not begun");
    }
  }
}
