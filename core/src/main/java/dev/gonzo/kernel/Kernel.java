package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Elsewhere;
import org.jspecify.annotations.Nullable;

/** Answers traps and decides which coroutine runs next. A kernel object serves one {@code run}. */
public interface Kernel {
  /** {@return its name, as in {@code -Dgonzo.kernel=epoll}} */
  String name();

  /**
   * Whether the kernel supports a group of traps. It answers those of other groups with an {@link
   * dev.gonzo.trap.UnsupportedTrapException}.
   *
   * @param group an interface such as {@code NetTrap.class}
   * @return whether it does
   */
  boolean supports(Class<?> group);

  /**
   * Returns a copy of this kernel with one more observer of what happens to the tasks. This kernel
   * is not changed, and each of the two serves a run of its own. {@link RunningKernel#observe}
   * observes a kernel that is running already.
   *
   * @param activation the observer, which is called after those that there are
   * @return a kernel that has not run
   * @throws UnsupportedOperationException if this kernel cannot be observed
   * @throws IllegalStateException if this kernel has run already
   */
  default Kernel observedBy(Activation activation) {
    throw new UnsupportedOperationException(
        "the " + name() + " kernel cannot be observed: use another kernel");
  }

  /**
   * Returns a copy of this kernel that leaves Ctrl-C, SIGTERM and SIGHUP to the rest of the
   * program, even if the JVM's main thread calls {@link #run}, which otherwise takes them over
   * until it returns. For a program whose framework shuts down by itself and then stops the kernel.
   * This kernel is not changed.
   *
   * <p>{@code -Dgonzo.signals=never} does the same for all kernels of the JVM. {@code Signals.open}
   * is not affected: a program that opens signals gets them.
   *
   * @return a kernel that has not run; the default, for kernels that never take signals over,
   *     returns this kernel
   * @throws IllegalStateException if this kernel has run already
   */
  default Kernel leavingSignals() {
    return this;
  }

  /**
   * Runs a program to its end: the main task and all others. Those that are left when the main task
   * has ended are cancelled and awaited.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the main task does
   * @throws dev.gonzo.DeadlockException if every task waits and nothing can ever wake one
   * @throws IllegalStateException inside a coroutine, or if this kernel has run already
   */
  <T extends @Nullable Object, X extends Exception> T run(@Elsewhere AsyncCallable<T, X> main)
      throws X;
}
