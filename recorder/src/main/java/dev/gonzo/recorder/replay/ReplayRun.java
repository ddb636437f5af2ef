package dev.gonzo.recorder.replay;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopRun;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.ReplayResult.Equal;
import dev.gonzo.recorder.ReplayResult.NotReplayable;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Read;
import dev.gonzo.recorder.event.ProgramCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The run of one replayed kernel.
 *
 * @param <T> what its main task returns
 */
final class ReplayRun<T extends @Nullable Object> {
  private final Role role;
  private final ReplayKernels kernels;
  private final Codec codec;
  private final Script script;
  private final Comparison comparison;
  private final Ending ending = new Ending();
  private final ProgramCode programCode = new ProgramCode();
  private final ReplayClock clock = new ReplayClock();
  private final ReplayArrivals arrivals;
  private final Outside outside;
  private final ReplayObserver observer;
  private final TaskSteps taskSteps;
  private final LoopKernel kernel;
  private @Nullable Task<T> main;
  private @Nullable Throwable broken;

  ReplayRun(Role role, ReplayKernels kernels) {
    this.role = role;
    this.kernels = kernels;
    ReplayOptions options = kernels.options();
    codec = role.recorded().newCodec();
    script = new Script(role.recorded().events().iterator());
    long patience = options.patience().toNanos();
    var tasks = new ReplayTasks();
    var results = new ReworkedResults(patience);
    comparison =
        new Comparison(
            script,
            codec,
            ending,
            (at, event) -> options.listener().happened(role.number(), at, event),
            this::abandon);
    arrivals = new ReplayArrivals(this::wakeUp);
    outside = new Outside(script, comparison, codec, clock, tasks, arrivals, results, patience);
    observer = new ReplayObserver(comparison, codec, clock, tasks, arrivals, outside);
    taskSteps = new TaskSteps(comparison, observer, outside, patience);
    kernel =
        new LoopKernel(
            clock,
            new ReplayDriver(comparison, codec, role.overview(), results, outside),
            JvmServices::new,
            new ReplayQueue(observer::nextTurn));
    kernel.interventions().show(clock.shown());
    kernel.interventions().decideArrivals(arrivals);
    kernel.interventions().passTraps(observer);
    kernel.observe(observer);
    kernel.observe(programCode);
    outside.begin(kernel);
    observer.begin(kernel);
  }

  private void wakeUp() {
    outside.wakeUp();
  }

  private void abandon(String reason) {
    kernel.end().abandon(reason);
  }

  Role role() {
    return role;
  }

  /** Whether nothing is compared any more. Any thread may call it. */
  boolean isOver() {
    return ending.isSet();
  }

  LoopKernel kernel() {
    return kernel;
  }

  /** Whether the program's code runs, and not the kernel's. On the stack of the running task. */
  boolean isProgramRunning() {
    return programCode.isRunning() && !comparison.isOver();
  }

  /** What a task has read from the JDK in the recording; null if it did not. On its stack. */
  @Nullable Object readAgain(long task, String what) {
    Read read = script.takeRead(task, what);
    return read == null ? null : codec.value(read.value());
  }

  TaskSteps taskSteps() {
    return taskSteps;
  }

  /** Runs the program to its end. On the kernel's thread. */
  void work(AsyncCallable<T, ?> body, List<Activation> activations) {
    kernels.begins(this);
    try (kernel) {
      activations.forEach(kernel::observe);
      main = kernel.start(body);
      LoopRun.untilDone(kernel);
      Event left = comparison.next();
      if (left != null) {
        comparison.diverges(EventText.of(left, codec), "all tasks have ended", null);
      }
      ending.set(new Equal(script.number()));
    } catch (Throwable fault) {
      broken = fault;
      ending.set(new NotReplayable(script.number() + 1, "the kernel broke: " + fault));
    } finally {
      arrivals.close();
      kernels.ends(this);
    }
  }

  /** How it has ended, so far. Any thread may call it. */
  ReplayResult result() {
    ReplayResult result = ending.result();
    return result == null
        ? new NotReplayable(script.number() + 1, "the program has not ended")
        : result;
  }

  /** Cancels the main task. Any thread may call it. */
  void cancel(Cancelled cancelled) {
    kernel.end().cancelMain(cancelled);
  }

  /** What the main task has returned. */
  T valueOrThrow() throws Exception {
    if (broken != null) {
      throw new IllegalStateException("the kernel of the replay broke: " + broken, broken);
    }
    RuntimeException ofKernel = kernel.end().failure();
    if (ofKernel != null) {
      throw ofKernel;
    }
    if (main == null) {
      throw new AssertionError("the kernel ended without a main task");
    }
    return main.outcome().orElseThrow().valueOrThrow();
  }
}
