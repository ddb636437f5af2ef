package dev.gonzo.sync;

import dev.gonzo.Task;
import java.util.Collection;
import java.util.stream.Collectors;

/** The names of several tasks as one text, for reports. */
final class TaskNames {
  private static final int MOST = 5;

  private TaskNames() {}

  static String of(Collection<? extends Task<?>> tasks) {
    String first = tasks.stream().limit(MOST).map(Task::name).collect(Collectors.joining(", "));
    return tasks.size() <= MOST ? first : first + " and " + (tasks.size() - MOST) + " more";
  }
}
