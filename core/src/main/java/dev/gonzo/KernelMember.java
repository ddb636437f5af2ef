package dev.gonzo;

/**
 * A task that knows which tasks belong to its kernel. For kernels, whose tasks implement it.
 * Without it, only the trap by which a task of another kernel would be woken can refuse, when the
 * object that it waits for has changed already.
 */
public interface KernelMember {
  /**
   * {@return whether another task belongs to this task's kernel} Never suspends. Any thread may
   * call it.
   *
   * @param other another task
   */
  boolean isOfSameKernel(Task<?> other);

  /**
   * Throws if a task belongs to another kernel than the calling one. For library code, before it
   * waits for that task, or changes what that task waits for: a kernel wakes its own tasks only.
   * Does nothing if no task calls, or if its class does not implement this. Never suspends.
   *
   * @param other the other task
   * @param advice what to do instead, or why, which ends the message; a constant, because this is
   *     called at each wait
   * @throws IllegalStateException if it belongs to another kernel
   */
  static void requireSame(Task<?> other, String advice) {
    if (Coroutine.runningTask() instanceof KernelMember member && !member.isOfSameKernel(other)) {
      throw new IllegalStateException(other.name() + " belongs to another kernel: " + advice);
    }
  }
}
