package dev.gonzo.kernel.loop;

import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import org.jspecify.annotations.Nullable;

/** Answers in threads outside the kernel what a driver does not answer itself. */
public interface ThreadAnswers {
  /**
   * Runs work in a thread, on the task's own stack.
   *
   * @param task the task; it is suspended until the work has ended
   * @param trap the trap
   * @return the result of the work
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object run(LoopTask<?> task, RunInThread<?> trap) throws Exception;

  /**
   * Finds the addresses of a host: of one in its usual notation at once, of a name with the
   * system's resolver, in a thread. On the task's own stack.
   *
   * @param task the task; it is suspended if the answer must wait
   * @param trap the trap
   * @return the addresses, a list
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object resolve(LoopTask<?> task, Resolve trap) throws Exception;
}
