package dev.gonzo.kernel;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.report.Text;
import dev.gonzo.trap.Trap;
import java.util.function.Consumer;

/** An activation that writes a line for each event in the life of a task. */
final class ScheduleTrace implements Activation {
  private final Consumer<String> line;

  ScheduleTrace(Consumer<String> line) {
    this.line = line;
  }

  @Override
  public void created(Task<?> task) {
    line.accept(
        task.parent()
            .map(parent -> task.name() + " created by " + parent.name())
            .orElseGet(() -> task.name() + " created"));
  }

  @Override
  public void running(Task<?> task) {
    line.accept(task.name() + " running");
  }

  @Override
  public void suspended(Task<?> task, Trap<?> trap) {
    line.accept(task.name() + " suspended at " + trap.getClass().getSimpleName());
  }

  @Override
  public void resumed(Task<?> task) {
    line.accept(task.name() + " resumed");
  }

  @Override
  public void ended(Task<?> task) {
    String how =
        switch (task.outcome().orElseThrow()) {
          case Outcome.Success<?> _ -> "returned";
          case Outcome.Failure<?>(var cause) -> "failed: " + Text.of(cause);
          case Outcome.Cancellation<?> _ -> "cancelled";
        };
    line.accept(task.name() + " ended, " + how);
  }
}
