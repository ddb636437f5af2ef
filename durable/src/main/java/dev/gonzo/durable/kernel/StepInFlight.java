package dev.gonzo.durable.kernel;

/** A step for which the body waits. */
public final class StepInFlight {
  private final String path;
  private final StepCall call;
  private final ReplayTask<?> task;
  private boolean isCancelled;
  private boolean isEnded;

  StepInFlight(String path, StepCall call, ReplayTask<?> task) {
    this.path = path;
    this.call = call;
    this.task = task;
  }

  /** {@return its place in the durable task, the same in each run} */
  public String path() {
    return path;
  }

  /** {@return its name and its code} */
  public StepCall call() {
    return call;
  }

  /** {@return whether the body no longer wants its result} */
  public boolean isCancelled() {
    return isCancelled;
  }

  /** {@return whether its end has reached the body} */
  public boolean isEnded() {
    return isEnded;
  }

  void end(StepResult result) {
    isEnded = true;
    task.stepEnded(result);
  }

  void cancel() {
    isCancelled = true;
  }
}
