package dev.gonzo.sim.disk;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import org.jspecify.annotations.Nullable;

/** Runs work where it is requested, in place of a thread. */
final class InlineThreads implements ThreadAnswers {
  @Override
  public @Nullable Object run(LoopTask<?> task, RunInThread<?> trap) throws Exception {
    return trap.work().call();
  }

  @Override
  public @Nullable Object resolve(LoopTask<?> task, Resolve trap) {
    throw new UnsupportedOperationException("no names");
  }
}
