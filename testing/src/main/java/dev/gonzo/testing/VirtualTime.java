package dev.gonzo.testing;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Elsewhere;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs in virtual time: the clock moves only when no task can run, and then jumps to the
 * next timer. A test of an hour takes milliseconds, and its times are exact.
 *
 * <pre>{@code
 * inVirtualTime(() -> {
 *   Moment before = Moment.now();
 *   sleep(ofHours(1));
 *   assertThat(Moment.now().since(before)).isEqualTo(ofHours(1));
 * });
 * }</pre>
 *
 * <p>A program without sockets, files and processes runs on a kernel without devices, and so is
 * deterministic: it does the same each time. With devices the clock still waits for tasks, but the
 * system decides when its events come; name a kernel for that.
 */
public final class VirtualTime {
  private static final String WITHOUT_DEVICES = "none";

  private VirtualTime() {}

  /**
   * Runs a program in virtual time on a kernel without devices, and waits for its end.
   *
   * <p>Not async: for ordinary threads.
   *
   * @param main the body of the main task
   * @param <T> the type of the result
   * @param <X> the type of exception that it throws
   * @return its result
   * @throws X if the body throws it
   * @throws dev.gonzo.DeadlockException if all tasks wait and nothing can wake any of them
   * @throws IllegalStateException inside a coroutine
   */
  public static <T extends @Nullable Object, X extends Exception> T inVirtualTime(
      @Elsewhere AsyncCallable<T, X> main) throws X {
    return Gonzo.run(kernel(), main);
  }

  /**
   * Equivalent to {@link #inVirtualTime(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @param <X> the type of exception that it throws
   * @throws X if the body throws it
   */
  public static <X extends Exception> void inVirtualTime(@Elsewhere AsyncRunnable<X> main)
      throws X {
    Gonzo.run(kernel(), main);
  }

  /**
   * {@return a kernel in virtual time without devices, which has not run} Sockets and processes are
   * refused on it as unsupported.
   */
  public static Kernel kernel() {
    return kernel(WITHOUT_DEVICES);
  }

  /**
   * Creates a kernel in virtual time with devices.
   *
   * @param name the name of the kernel, as in {@link Kernels#of(String)}
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is no kernel of that name; the message lists the
   *     names
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   */
  public static Kernel kernel(String name) {
    return Kernels.of(name, new VirtualClock());
  }
}
