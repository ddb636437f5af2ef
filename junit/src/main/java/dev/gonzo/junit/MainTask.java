package dev.gonzo.junit;

import dev.gonzo.Cancelled;
import java.util.function.Supplier;

/** What the main task of a test's kernel does: it runs the methods of the test. */
final class MainTask {
  private MainTask() {}

  /**
   * Runs the methods of the test until the last one.
   *
   * <p>Discussion: what follows a method that was cancelled runs inside the {@code catch} block,
   * because it is the clean-up of the cancelled main task. After it the cancellation goes on, so it
   * was not swallowed.
   *
   * @param methods waits for the next one
   */
  static void serve(Supplier<Body<?>> methods) {
    while (true) {
      Body<?> body = methods.get();
      try {
        body.run();
      } catch (Cancelled cancelled) {
        if (!body.isLast()) {
          serve(methods);
        }
        throw cancelled;
      }
      if (body.isLast()) {
        return;
      }
    }
  }
}
