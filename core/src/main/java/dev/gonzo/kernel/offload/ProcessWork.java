package dev.gonzo.kernel.offload;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import org.jspecify.annotations.Nullable;

/** One piece of work in a thread of {@link ProcessOffload}. */
final class ProcessWork<T extends @Nullable Object> extends OffloadedWork<T>
    implements ProcessThreads.Progress {
  private final ProcessOffload threads;
  private final ProcessThreads.Work<T> work;

  ProcessWork(
      ProcessOffload threads, AbandonedWork left, LoopTask<?> task, ProcessThreads.Work<T> work) {
    super(threads.loop, left, task);
    this.threads = threads;
    this.work = work;
  }

  @Override
  protected T perform() throws Exception {
    return work.perform(this);
  }

  @Override
  public boolean commit() {
    return commitStep();
  }

  @Override
  public boolean isLeft() {
    return isAbandoned();
  }

  @Override
  protected void left() {
    threads.adjustSoon();
  }

  @Override
  protected void endedLate() {
    threads.adjustSoon();
  }
}
