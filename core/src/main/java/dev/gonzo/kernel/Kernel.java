package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import org.jspecify.annotations.Nullable;

/**
 * Whoever answers traps and decides which coroutine runs next. A kernel object serves one {@code
 * run}.
 */
public interface Kernel {
  /** {@return what users call it, as in {@code -Dgonzo.kernel=epoll}} */
  String name();

  /**
   * Tells whether the kernel answers a group of traps; the others it answers by an {@link
   * dev.gonzo.trap.UnsupportedTrapException}.
   *
   * @param group an interface such as {@code Trap.Net.class}
   * @return whether it does
   */
  boolean supports(Class<?> group);

  /**
   * Lets somebody see what happens to the tasks. Before the run; may be called several times.
   *
   * @param activation who is to see it
   * @return this kernel
   * @throws UnsupportedOperationException if this kernel shows nobody what it does
   */
  default Kernel observedBy(Activation activation) {
    throw new UnsupportedOperationException(
        "the " + name() + " kernel shows nobody what it does: observe another");
  }

  /**
   * Leaves Ctrl-C, SIGTERM and SIGHUP to the rest of the program, also if {@link #run} is called by
   * the JVM's main thread, which would otherwise take them over for as long as it waits. For a
   * program whose framework shuts down by itself and then stops the kernel. Before the run.
   *
   * <p>{@code -Dgonzo.signals=never} does the same for all kernels of the JVM. {@code
   * Signals.queue} is not affected: a program that asks for signals gets them.
   *
   * @return this kernel; one that never takes signals over has nothing to do
   */
  default Kernel leavingSignals() {
    return this;
  }

  /**
   * Runs a program to its end: its main task, and what is left of the others, which are cancelled
   * when the main task has ended, and awaited.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @param <X> what it throws
   * @return its result
   * @throws X as the main task does
   * @throws dev.gonzo.DeadlockException if every task waits and nothing can ever wake one
   * @throws IllegalStateException inside a coroutine, or if this kernel has run already
   */
  <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main) throws X;
}
