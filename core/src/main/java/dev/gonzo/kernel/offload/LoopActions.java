package dev.gonzo.kernel.offload;

import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.WakeQueue;

/** The loop of one kernel, for the threads outside it. */
public final class LoopActions implements OffloadLoop {
  private final LoopKernel kernel;

  public LoopActions(LoopKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void post(Runnable action) {
    kernel.post(action);
  }

  @Override
  public Prepared prepare(Runnable action) {
    return new PreparedAction(kernel, action);
  }

  private static final class PreparedAction extends WakeQueue.Action implements Prepared {
    private final LoopKernel kernel;
    private final Runnable action;

    PreparedAction(LoopKernel kernel, Runnable action) {
      this.kernel = kernel;
      this.action = action;
    }

    @Override
    public void post() {
      kernel.post(this);
    }

    @Override
    protected void run() {
      action.run();
    }
  }
}
