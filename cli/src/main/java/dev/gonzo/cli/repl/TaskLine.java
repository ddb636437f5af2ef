package dev.gonzo.cli.repl;

import dev.gonzo.Task;
import java.util.List;

/** Says where a task is, in one line. */
final class TaskLine {
  private TaskLine() {}

  /** {@return the line of the task, as in a tree of tasks} On any thread. */
  static String of(Task<?> task) {
    return Task.treeOf(List.of(task)).strip();
  }
}
