package dev.gonzo.recorder.replay;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.recorder.RecordedKernel;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.event.ObjectNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a replay. Which recorded kernel one repeats is decided when it begins: a program
 * may create kernels that it never runs, and threads that start one each may come in another order.
 * Any thread may use it.
 */
public final class ReplayKernels {
  private final List<Role> roles;
  private final ReplayOptions options;
  private final ObjectNumbers numbers = new ObjectNumbers();
  private final Map<LoopKernel, ReplayRun<?>> runs = new ConcurrentHashMap<>();
  // Those that no kernel repeats yet, in the order in which they began; guarded by this.
  private final List<Role> left;
  private volatile long lastBegan = System.nanoTime();

  /**
   * Reads the recorded kernels, each to its end.
   *
   * @param recorded what was recorded, in the order in which they began
   * @param options how they are replayed
   */
  public ReplayKernels(List<RecordedKernel> recorded, ReplayOptions options) {
    var all = new ArrayList<Role>();
    for (RecordedKernel one : recorded) {
      all.add(new Role(one, all.size()));
    }
    this.roles = List.copyOf(all);
    this.left = all;
    this.options = options;
  }

  /**
   * Creates a kernel.
   *
   * @param asked the name of the one that the program wants
   * @return a kernel that has not run; it has the name of one that was recorded
   */
  public synchronized Kernel create(String asked) {
    boolean isRecorded = roles.stream().anyMatch(role -> role.name().equals(asked));
    return new ReplayKernel(isRecorded || left.isEmpty() ? asked : left.getFirst().name(), this);
  }

  /**
   * Decides which recorded kernel one repeats that begins: the first that was begun by a thread of
   * the same name, since only the order of those is the program's.
   *
   * @param thread the name of the thread that begins it
   * @throws IllegalStateException if all recorded ones have begun
   */
  synchronized Role next(String thread) {
    if (left.isEmpty()) {
      throw new IllegalStateException(
          "the program runs kernel %d, and only %d %s recorded: it differs from the recorded"
                  .formatted(roles.size() + 1, roles.size(), roles.size() == 1 ? "was" : "were")
              + " program, so record it again");
    }
    Role next =
        left.stream()
            .filter(role -> role.thread().equals(thread))
            .findFirst()
            .orElseGet(left::getFirst);
    left.remove(next);
    lastBegan = System.nanoTime();
    return next;
  }

  ReplayOptions options() {
    return options;
  }

  void begins(ReplayRun<?> run) {
    numbers.begins(run.kernel(), run.role().number() + 1);
    runs.put(run.kernel(), run);
  }

  void ends(ReplayRun<?> run) {
    run.role().ends();
    runs.remove(run.kernel());
    numbers.ends(run.kernel());
  }

  /** The run that a task belongs to; null if its kernel is none of these. */
  @Nullable ReplayRun<?> runOf(LoopTask<?> task) {
    return runs.get(task.kernel());
  }

  ObjectNumbers numbers() {
    return numbers;
  }

  /** Whether a thread outside the kernels may take a step on a universal object. */
  boolean isLeftToOthers(long object, long step) {
    boolean isPatient = System.nanoTime() - lastBegan <= options.patience().toNanos();
    for (Role role : roles) {
      if (role.isOwnStep(object, step, isPatient)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns how the kernels have ended, so far.
   *
   * @return as many results as kernels were recorded, in the order in which those began
   */
  public List<ReplayResult> results() {
    return roles.stream().map(Role::result).toList();
  }
}
