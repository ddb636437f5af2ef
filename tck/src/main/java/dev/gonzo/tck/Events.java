package dev.gonzo.tck;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.Trap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Notes what an observer of a kernel is called for, one line for each event. */
final class Events implements Activation {
  private final List<String> lines = new ArrayList<>();
  private final List<Thread> foreign = new ArrayList<>();
  private final List<@Nullable Object> answers = new ArrayList<>();
  // The thread on which the kernel called it last.
  private @Nullable Thread kernelThread;

  /** A copy of the kernel that is observed by this; the test is skipped if there is none. */
  Kernel observe(Kernel kernel) {
    try {
      return kernel.observedBy(this);
    } catch (UnsupportedOperationException cannot) {
      Assumptions.abort("the " + kernel.name() + " kernel cannot be observed");
      throw cannot;
    }
  }

  /** The events of all tasks, each with the task's name. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** The events of one task, without its name. */
  List<String> of(String task) {
    return lines.stream()
        .filter(line -> line.startsWith(task + " "))
        .map(line -> line.substring(task.length() + 1))
        .toList();
  }

  /** The threads that were started and have ended, once for each event. */
  List<Thread> foreignThreads() {
    return List.copyOf(foreign);
  }

  /** The answers, in order. */
  List<@Nullable Object> answers() {
    return answers;
  }

  Thread kernelThread() {
    return Objects.requireNonNull(kernelThread);
  }

  private void add(Task<?> task, String event) {
    lines.add(task.name() + " " + event);
  }

  @Override
  public void created(Task<?> task) {
    add(task, "created");
  }

  @Override
  public void running(Task<?> task) {
    kernelThread = Thread.currentThread();
    add(task, "running");
  }

  @Override
  public void trapped(Task<?> task, Trap<?> trap) {
    add(task, "trapped " + trap.getClass().getSimpleName());
  }

  @Override
  public void answered(Task<?> task, Trap<?> trap, @Nullable Object answer) {
    answers.add(answer);
    add(task, "answered " + trap.getClass().getSimpleName());
  }

  @Override
  public void failed(Task<?> task, Trap<?> trap, Throwable failure) {
    add(
        task,
        "failed " + trap.getClass().getSimpleName() + " " + failure.getClass().getSimpleName());
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    add(task, "suspended " + trap.getClass().getSimpleName());
  }

  @Override
  public void resumed(Task<?> task) {
    add(task, "resumed");
  }

  @Override
  public void blocked(Task<?> task) {
    add(task, "blocked");
  }

  @Override
  public void unblocked(Task<?> task) {
    add(task, "unblocked");
  }

  @Override
  public void deadlineExpired(Task<?> task, Cancelled deadline) {
    add(task, "deadlineExpired");
  }

  @Override
  public void cancellationRequested(Task<?> task, Cancelled cancelled) {
    add(task, "requested");
  }

  @Override
  public void cancellationArrived(Task<?> task, Throwable arriving) {
    add(task, "arrived " + arriving.getClass().getSimpleName());
  }

  @Override
  public void foreignThreadStarted(Task<?> task, Thread thread) {
    foreign.add(thread);
    add(task, "foreignThreadStarted");
  }

  @Override
  public void foreignThreadEnded(Task<?> task, Thread thread) {
    foreign.add(thread);
    add(task, "foreignThreadEnded");
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    add(task, "stopped");
  }

  @Override
  public void ended(Task<?> task) {
    add(task, "ended");
  }
}
