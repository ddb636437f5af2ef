package dev.gonzo.kernel.offload;

/** The loop of one kernel, as threads outside it reach it. */
public interface OffloadLoop {
  /** An action that was created in advance, so that queueing it allocates nothing. */
  interface Prepared {
    /** Queues the action, once. Any thread may call it. */
    void post();
  }

  /**
   * Queues an action to run on the loop's own stack; it is dropped after the run. Any thread may
   * call it.
   *
   * @param action the action, which must not block
   */
  void post(Runnable action);

  /**
   * Prepares an action to run on the loop's own stack.
   *
   * @param action the action, which must not block
   * @return the action, not queued yet
   */
  Prepared prepare(Runnable action);
}
