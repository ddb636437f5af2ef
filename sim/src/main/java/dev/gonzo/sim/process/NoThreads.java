package dev.gonzo.sim.process;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.UnsupportedTrapException;

/** No threads: for files that are used without tasks. */
public final class NoThreads implements ThreadAnswers {
  /** Creates it. */
  public NoThreads() {}

  @Override
  public Object run(LoopTask<?> task, RunInThread<?> trap) {
    throw new UnsupportedTrapException("sim", trap);
  }

  @Override
  public Object resolve(LoopTask<?> task, Resolve trap) {
    throw new UnsupportedTrapException("sim", trap);
  }
}
