package dev.gonzo.kernel.loop;

import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.UnsupportedTrapException;
import org.jspecify.annotations.Nullable;

/**
 * The part of the loop kernel that talks to devices: it starts their operations and waits for their
 * events.
 *
 * <p>Kernel thread only, except for {@link #wakeUp}, {@link #takeForeignThread} and {@link
 * #takeArrival}.
 */
public interface Driver extends AutoCloseable {
  /** {@return its name, as in {@code -Dgonzo.kernel=epoll}} */
  String name();

  /**
   * Whether it answers a group of traps.
   *
   * @param group an interface such as {@code NetTrap.class}
   * @return whether it does
   */
  boolean supports(Class<?> group);

  /**
   * Answers a trap on a socket, on the task's own stack.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param trap the trap
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception;

  /**
   * Sends part of a file, on the task's own stack. By default refused as unsupported.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param asked the trap
   * @param threads reads files in threads
   * @return how many bytes were sent
   * @throws Exception the exception to throw in the task
   */
  default Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) throws Exception {
    throw new UnsupportedOperationException(
        "the " + name() + " kernel cannot send a file by itself: read it, and send");
  }

  /**
   * Answers a trap on a file, on the task's own stack. By default the threads answer all of them; a
   * driver that can do without threads overrides this.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param trap the trap
   * @param threads answers in threads what the driver cannot
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers threads)
      throws Exception {
    return threads.answer(task, trap);
  }

  /**
   * Answers a trap on a process, on the task's own stack. By default refused as unsupported.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param trap the trap
   * @param threads threads for system calls that may block
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    throw new UnsupportedTrapException(name(), trap);
  }

  /**
   * Answers a read of the standard input, on the task's own stack. By default a thread answers it;
   * a driver that can wait for the standard input overrides this.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param trap the trap
   * @param thread answers in a thread what the driver cannot
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answer(
      LoopTask<?> task, ReadStandardInput trap, StandardInputAnswers thread) throws Exception {
    return thread.answer(task, trap);
  }

  /**
   * Finds the addresses of a host, on the task's own stack. By default a thread asks the system's
   * resolver; a driver with names of its own overrides this.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param trap the trap
   * @param threads asks the system in a thread
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answer(LoopTask<?> task, Resolve trap, ThreadAnswers threads)
      throws Exception {
    return threads.resolve(task, trap);
  }

  /**
   * Runs work that blocks, on the task's own stack. By default a thread outside the kernel does it;
   * a driver that decides itself when such work runs overrides this.
   *
   * @param task the task; it is suspended here until the work has ended
   * @param trap the trap
   * @param threads runs the work in a thread
   * @return the answer
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answer(LoopTask<?> task, RunInThread<?> trap, ThreadAnswers threads)
      throws Exception {
    return threads.run(task, trap);
  }

  /**
   * Answers a trap about the environment of the process, on the task's own stack: signals, the
   * standard input, the wall clock, random bytes. By default these are the JVM's own; a driver that
   * has an environment of its own overrides this.
   *
   * @param task the task; it is suspended here if the answer must wait
   * @param trap the trap
   * @param environment answers what the driver does not answer itself
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answerEnvironment(
      LoopTask<?> task, EnvironmentTrap<?> trap, EnvironmentAnswers environment) throws Exception {
    return environment.answer(task, trap);
  }

  /**
   * Offers to run a virtual thread that library code has started in a task: when it has started,
   * and each time it can go on after a block. By default refused, and the thread runs beside the
   * kernel. A driver that decides the order of everything takes it, and runs it in {@link #poll}.
   * May be called by any thread; must return quickly. Never called on the baton carrier.
   *
   * @param task the task in which it was started, which may have ended
   * @param thread the thread
   * @param run runs the thread until it blocks or ends; to be called once, in {@link #poll}
   * @return whether {@code run} will be called
   */
  default boolean takeForeignThread(LoopTask<?> task, Thread thread, Runnable run) {
    return false;
  }

  /**
   * Offers to deliver what arrives from outside the kernel: a value with its wake-up, or a wake-up
   * alone. By default refused, and it arrives at once. A driver that decides the order of
   * everything takes it, ends the current or the next {@link #poll}, and runs the delivery in a
   * {@code poll}, at the latest in {@link #close}. May be called by any thread, also after {@code
   * close}, when it must refuse; must return quickly, and must not throw: if there is no memory to
   * keep a delivery, it refuses.
   *
   * @param source where it comes from: a driver that keeps a delivery takes also the later ones of
   *     its source, and runs them in the order in which it has taken them
   * @param delivery lets it arrive; to be run once
   * @return whether {@code delivery} will be run
   */
  default boolean takeArrival(Object source, Runnable delivery) {
    return false;
  }

  /**
   * Waits for device events and makes the tasks waiting for them ready.
   *
   * @param nanos how long to wait for the first event; 0 to not wait, -1 to wait without limit
   */
  void poll(long nanos);

  /** Ends the current or the next {@link #poll}. Any thread may call it. */
  void wakeUp();

  /** Closes the driver, and all handles that are still open. */
  @Override
  void close();
}
