package dev.gonzo.junit;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.report.CallSites;
import dev.gonzo.report.Text;
import dev.gonzo.trap.SchedulingTrap.Join;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** Looks, in the main task, at what a test has left behind, and puts an end to it. */
final class Inspection {
  private static final String WHY = "the test has ended";

  private final Recorder recorder;
  private final List<String> leftBehind = new ArrayList<>();
  private final List<AssertionFailedError> failures = new ArrayList<>();

  private Inspection(Recorder recorder) {
    this.recorder = recorder;
  }

  /**
   * Looks at what was made since a mark. In the main task.
   *
   * @param recorder what the test's tasks have made
   * @param since when to begin
   * @param mostCleanUp how long to wait for the clean-up of tasks that are cancelled
   * @param andDaemons whether daemons are cancelled too, because the kernel ends
   */
  static Inspection of(
      Recorder recorder, Recorder.Mark since, Duration mostCleanUp, boolean andDaemons) {
    var inspection = new Inspection(recorder);
    Gonzo.withoutCancellation(() -> inspection.look(since, mostCleanUp, andDaemons));
    return inspection;
  }

  private void look(Recorder.Mark since, Duration mostCleanUp, boolean andDaemons) {
    HandOver.settle();
    Task<?> main = Task.current();
    var cancelled = new ArrayList<Task<?>>();
    for (Recorder.Spawned spawned : recorder.livingSince(since)) {
      Task<?> task = spawned.task();
      if (task == main) {
        continue;
      }
      if (!task.isDaemon()) {
        leftBehind.add(described(spawned));
      }
      if (!task.isDaemon() || andDaemons) {
        cancelled.add(task);
      }
    }
    cancelled.forEach(task -> {
      boolean _ = task.requestCancel(WHY);
    });
    // Their clean-up closes what they have opened.
    boolean _ =
        Gonzo.ignoreAfter(
            mostCleanUp, () -> cancelled.forEach(task -> Coroutine.trap(new Join<>(task))));
    for (Recorder.Opened opened : recorder.openSince(since)) {
      leftBehind.add(opened.what() + ", which is open" + made("opened", opened.place()));
    }
    recorder.takeFailed().forEach(this::noteFailure);
  }

  private static String described(Recorder.Spawned spawned) {
    Task<?> task = spawned.task();
    StackTraceElement line = CallSites.usersLine(task.stack());
    return "task "
        + task.name()
        + ", which is "
        + task.state().name().toLowerCase(Locale.ROOT)
        + task.waitingAt().map(trap -> " at " + trap.getClass().getSimpleName()).orElse("")
        + (line == null ? "" : ", in " + line)
        + made("spawned", spawned.place());
  }

  private static String made(String how, @Nullable StackTraceElement place) {
    return place == null ? "" : "\n      " + how + " at " + place;
  }

  private void noteFailure(Recorder.Spawned spawned) {
    Task<?> task = spawned.task();
    if (task.isJoined() || task == Task.current()) {
      return;
    }
    if (task.awaitEnd() instanceof Outcome.Failure<?>(var cause)) { // so that it is not logged too
      failures.add(
          new AssertionFailedError(
              "task "
                  + task.name()
                  + " failed, and the test did not join it: "
                  + Text.of(cause)
                  + made("spawned", spawned.place()),
              cause));
    }
  }

  /** What was left behind, a line or more for each. */
  List<String> leftBehind() {
    return leftBehind;
  }

  /** The failures of tasks that were not joined. */
  List<AssertionFailedError> failures() {
    return failures;
  }
}
