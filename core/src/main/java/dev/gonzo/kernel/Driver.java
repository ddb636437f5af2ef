package dev.gonzo.kernel;

import dev.gonzo.trap.ReadStandardInput;
import dev.gonzo.trap.SendFile;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.UnsupportedTrapException;
import org.jspecify.annotations.Nullable;

/**
 * The part of the loop kernel that talks to devices: it begins their operations, and it is where
 * the kernel waits.
 *
 * <p>Kernel thread only, but for {@link #wakeUp}.
 */
public interface Driver extends AutoCloseable {
  /** {@return what users call it, as in {@code -Dgonzo.kernel=epoll}} */
  String name();

  /**
   * Tells whether it answers a group of traps.
   *
   * @param group an interface such as {@code Trap.Net.class}
   * @return whether it does
   */
  boolean supports(Class<?> group);

  /**
   * Answers a trap on a socket, on the task's own stack.
   *
   * @param task who asks; suspends itself here if the answer has to wait
   * @param trap what it asks for
   * @return the answer
   * @throws Exception what the task meets at the trap
   */
  @Nullable Object answer(LoopTask<?> task, Trap.Net<?> trap) throws Exception;

  /**
   * Sends a part of a file, on the task's own stack. A driver that says nothing cannot.
   *
   * @param task who asks; suspends itself here if the answer has to wait
   * @param asked what it asks for
   * @param threads who reads files
   * @return how many bytes were sent
   * @throws Exception what the task meets at the trap
   */
  default Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) throws Exception {
    throw new UnsupportedOperationException(
        "the " + name() + " kernel cannot send a file by itself: read it, and send");
  }

  /**
   * Answers a trap on a file, on the task's own stack. A driver that can do without threads answers
   * here what it can.
   *
   * @param task who asks; suspends itself here if the answer has to wait
   * @param trap what it asks for
   * @param threads answer what the driver leaves to them, which is all unless it says otherwise
   * @return the answer
   * @throws Exception what the task meets at the trap
   */
  default @Nullable Object answer(LoopTask<?> task, Trap.Files<?> trap, FileAnswers threads)
      throws Exception {
    return threads.answer(task, trap);
  }

  /**
   * Answers a trap on a process, on the task's own stack. A driver that says nothing has none.
   *
   * @param task who asks; suspends itself here if the answer has to wait
   * @param trap what it asks for
   * @param threads where the system may wait
   * @return the answer
   * @throws Exception what the task meets at the trap
   */
  default @Nullable Object answer(LoopTask<?> task, Trap.Processes<?> trap, ProcessThreads threads)
      throws Exception {
    throw new UnsupportedTrapException(name(), trap);
  }

  /**
   * Answers a read of the standard input, on the task's own stack. A driver that can wait for it
   * does so, and leaves the rest to a thread.
   *
   * @param task who asks; suspends itself here if the answer has to wait
   * @param trap what it asks for
   * @param thread answers what the driver leaves to it
   * @return the answer
   * @throws Exception what the task meets at the trap
   */
  default @Nullable Object answer(
      LoopTask<?> task, ReadStandardInput trap, StandardInputAnswers thread) throws Exception {
    return thread.answer(task, trap);
  }

  /**
   * Lets devices speak: makes the tasks ready that their events were waited for by.
   *
   * @param nanos how long to wait for the first event; 0 for not at all, -1 without limit
   */
  void poll(long nanos);

  /** Ends the present or the next {@link #poll}. Any thread may call it. */
  void wakeUp();

  /** Gives back all that it holds, the handles that are still open among it. */
  @Override
  void close();
}
