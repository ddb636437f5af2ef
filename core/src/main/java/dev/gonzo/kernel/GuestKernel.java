package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Elsewhere;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that runs inside an existing event loop: a window toolkit's event queue, a game's frame
 * loop, a server's event loop. That loop, the host, steps it, on one thread at a time. All tasks
 * run on that thread, between the host's own events.
 *
 * <pre>{@code
 * var kernel = Kernels.guest(() -> SwingUtilities.invokeLater(this::step));
 * kernel.start(() -> { ... });         // the tasks run on the event dispatch thread
 *
 * void step() {
 *   Optional<Duration> pause = kernel.step(100);
 *   if (pause.isPresent() && pause.get().isZero()) SwingUtilities.invokeLater(this::step);
 * }
 * }</pre>
 *
 * <p>The callback {@code wake} is called when there is something to step, once until the next step.
 * {@link #step} returns how long nothing will be ready by itself.
 *
 * <p>With Gonzo's own devices ({@link Kernels#guest(Runnable)}), a separate thread waits for them
 * and for timers, and wakes the host; it runs no task. A kernel that uses the devices of its host,
 * such as the one on Netty's event loop, adds no thread: there the host keeps the time.
 *
 * <p>A task runs <em>on</em> the host's thread, but to the JDK it is a thread of its own: {@code
 * Thread.currentThread()} is the task's virtual thread. So a library that checks whether it is
 * called on its event thread treats a task like any other thread: Swing's {@code revalidate} and
 * Netty's {@code write} queue the call.
 *
 * <p>The stepping thread must hold no monitor, since the JDK would lend it to the tasks ({@code
 * -Dgonzo.debug=true} checks this). If a host stops stepping, the tasks stay suspended with
 * everything they hold, and no {@code finally} block runs. So after {@link #close} step on until
 * {@link #isDone}. (The thread that waits for the devices logs a warning about a host that was
 * woken and does not step.)
 */
public interface GuestKernel extends Kernel {
  /**
   * Returns a kernel that runs its program on this one's loop, observed from the first task on. As
   * both share the host's loop, one of them serves a run. A host that starts the kernel itself
   * calls {@link #observe} instead.
   */
  @Override
  Kernel observedBy(Activation activation);

  /**
   * Returns a kernel that runs its program on this one's loop and leaves the signals alone. As both
   * share the host's loop, one of them serves a run. Kernels that the host starts with {@link
   * #start} never take over signals.
   */
  @Override
  Kernel leavingSignals();

  /**
   * Returns a copy, to be configured, of a kernel that runs its program on this guest. For kernels
   * that wrap a guest, to answer {@link Kernel#observedBy} and {@link Kernel#leavingSignals}.
   *
   * @param outer the kernel, whose {@code run} calls {@link #run}
   * @return a kernel that calls the {@code run} of that one
   */
  Kernel copyOf(Kernel outer);

  /**
   * Begins to observe the kernel: from its first task on if it has not begun, else between two
   * turns. The activation is called on the thread that steps. Any thread may call it.
   *
   * @param activation the observer
   * @return stops observing when it is closed, between two turns; any thread may close it
   */
  RunningKernel.Observation observe(Activation activation);

  /**
   * Starts a program: its main task runs in the steps that follow. When it has ended, the other
   * tasks are cancelled and awaited. Any thread may call it.
   *
   * @param main the body of the main task
   * @param <T> what it returns
   * @return a future that completes in the step that ends the last task, with the result or
   *     exception that {@code run} would give, including {@link dev.gonzo.DeadlockException} and
   *     {@link Cancelled}. Dependent stages run inside that step. Cancelling it cancels the main
   *     task
   * @throws IllegalStateException if this kernel has begun
   */
  <T extends @Nullable Object> CompletableFuture<T> start(@Elsewhere AsyncCallable<T, ?> main);

  /**
   * Equivalent to {@link #start(AsyncCallable)}, for a body that returns nothing.
   *
   * @param main the body of the main task
   * @return a future that completes with null in the step that ends the last task
   * @throws IllegalStateException if this kernel has begun
   */
  CompletableFuture<@Nullable Void> start(@Elsewhere AsyncRunnable<?> main);

  /**
   * Starts without a program: the kernel runs the bodies given to {@link #spawn}, until {@link
   * #close}. Any thread may call it.
   *
   * @throws IllegalStateException if this kernel has begun
   */
  void start();

  /**
   * Runs a body as a task beside the others, for the host's handlers and listeners. Any thread may
   * call it, and so may a task. It starts a kernel that has not begun, without a program. After
   * {@link #start(AsyncCallable)}, the end of the program ends these tasks too, and does not wait
   * for later ones.
   *
   * @param body the body
   * @param <T> what it returns
   * @return a future that completes inside a step, when the task has ended; cancelling it cancels
   *     the task. It fails with a {@link dev.gonzo.KernelEndedException} if the kernel has ended
   */
  <T extends @Nullable Object> CompletableFuture<T> spawn(@Elsewhere AsyncCallable<T, ?> body);

  /**
   * Equivalent to {@link #spawn(AsyncCallable)}, for a body that returns nothing.
   *
   * @param body the body
   * @return a future that completes with null inside a step, when the task has ended
   */
  CompletableFuture<@Nullable Void> spawn(@Elsewhere AsyncRunnable<?> body);

  /**
   * Runs a program from outside the host's loop, and blocks the calling thread until it has ended.
   * The calling thread must not be the one that steps.
   */
  @Override
  <T extends @Nullable Object, X extends Exception> T run(@Elsewhere AsyncCallable<T, X> main)
      throws X;

  /**
   * Runs ready tasks, and those that they make ready, for a number of turns. A turn lasts until its
   * task suspends, so the number bounds the host's wait only if the tasks suspend often enough.
   *
   * @param turns how many turns at most
   * @return how long nothing will be ready by itself: zero if more is ready now, so the host should
   *     step again after its other work; empty if only a wake-up can bring work. Until {@code wake}
   *     is called there is nothing to do, and a step does nothing
   * @throws IllegalStateException if another thread is stepping; in a task; or, under {@code
   *     -Dgonzo.debug=true}, if the calling thread holds a monitor. Nothing was run
   */
  Optional<Duration> step(int turns);

  /** {@return whether all tasks have ended and the devices are closed} Any thread may call it. */
  boolean isDone();

  /**
   * Asks the host for a step through its callback, unless it has been asked since the last one. For
   * drivers whose events make tasks ready between two steps. Any thread may call it.
   */
  void wake();

  /**
   * Ends the kernel: cancels the main task and then the others, as at the end of {@code run}. Does
   * not wait; the clean-up runs in the steps that follow. Any thread may call it, any number of
   * times.
   *
   * @return a future that completes in the step that ends the last task
   */
  CompletableFuture<@Nullable Void> close();

  /**
   * Ends the kernel without another step, because the host itself has ended. The tasks stay
   * suspended, and none of their {@code finally} blocks run; so if the host can still step, {@link
   * #close} and step on instead. The future of {@link #start(AsyncCallable)} fails with an {@link
   * IllegalStateException} that gives the reason, those of {@link #spawn} fail with a {@link
   * dev.gonzo.KernelEndedException}, and that of {@link #close} completes. Does not suspend. Any
   * thread may call it once no thread will step any more; it does nothing to a kernel that is done.
   *
   * @param reason what has happened, and what to do about it
   * @throws IllegalStateException if a thread is stepping, or if this kernel has devices of its own
   *     rather than the host's: step it until it is done
   */
  void abandon(String reason);
}
