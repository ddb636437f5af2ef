package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.RecordedKernel;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.ReplayResult.NotReplayable;
import org.jspecify.annotations.Nullable;

/** One recorded kernel, which one kernel of the replay repeats. Any thread may use it. */
final class Role {
  private final RecordedKernel recorded;
  private final int number;
  private final String name;
  private final String thread;
  private final Overview overview;
  private volatile @Nullable ReplayRun<?> run;
  private volatile boolean ended;

  /**
   * Reads what was recorded of a kernel.
   *
   * @param number its number among the recorded kernels, from 0
   */
  Role(RecordedKernel recorded, int number) {
    this.recorded = recorded;
    this.number = number;
    name = recorded.name();
    thread = recorded.thread();
    overview = Overview.of(recorded);
  }

  RecordedKernel recorded() {
    return recorded;
  }

  int number() {
    return number;
  }

  /** The name of the kernel. */
  String name() {
    return name;
  }

  /** The name of the thread that called {@code run}; empty if it is not known. */
  String thread() {
    return thread;
  }

  Overview overview() {
    return overview;
  }

  void begins(ReplayRun<?> by) {
    run = by;
  }

  void ends() {
    ended = true;
  }

  /**
   * Whether other threads leave a step on a universal object to the tasks of this kernel.
   *
   * @param isPatient whether to wait for a kernel that has not begun
   */
  boolean isOwnStep(long object, long step, boolean isPatient) {
    if (ended || !overview.hasStep(object, step)) {
      return false;
    }
    ReplayRun<?> current = run;
    return current == null ? isPatient : !current.isOver();
  }

  /** How it has ended, so far. */
  ReplayResult result() {
    ReplayRun<?> current = run;
    return current == null
        ? new NotReplayable(1, "the program has not run this kernel again")
        : current.result();
  }
}
