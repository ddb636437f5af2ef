package dev.gonzo.kernel;

import dev.gonzo.kernel.offload.OffloadLoop;

/** The loop of one kernel, for the threads outside it. */
final class LoopActions implements OffloadLoop {
  private final LoopKernel kernel;

  LoopActions(LoopKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void tell(Runnable action) {
    kernel.tell(action);
  }

  @Override
  public Prepared prepare(Runnable action) {
    return new PreparedWord(kernel, action);
  }

  private static final class PreparedWord extends WakeQueue.Word implements Prepared {
    private final LoopKernel kernel;
    private final Runnable action;

    PreparedWord(LoopKernel kernel, Runnable action) {
      this.kernel = kernel;
      this.action = action;
    }

    @Override
    public void post() {
      kernel.tell(this);
    }

    @Override
    void run() {
      action.run();
    }
  }
}
