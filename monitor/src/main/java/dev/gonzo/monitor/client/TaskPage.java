package dev.gonzo.monitor.client;

import dev.gonzo.monitor.json.JsonObject;
import java.util.List;

/** The answer to a question for tasks. */
public sealed interface TaskPage {
  /**
   * Some tasks.
   *
   * @param tasks the tasks
   * @param next the number from which the next page begins; -1 if there are no more
   */
  record Tasks(List<TaskFacts> tasks, long next) implements TaskPage {
    /** Copies the list. */
    public Tasks {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * The kernel has not answered for two seconds: a task keeps its thread. Or its tasks have had
   * turns all the time, and it has not answered for eight.
   *
   * @param running the name of that task; empty if there is none, as in a guest that its host does
   *     not step
   * @param stack its stack, innermost frame first
   */
  record Busy(String running, List<String> stack) implements TaskPage {
    /** Copies the list. */
    public Busy {
      stack = List.copyOf(stack);
    }
  }

  /** The kernel has ended. */
  record Ended() implements TaskPage {}

  /**
   * {@return an answer that was read}
   *
   * @param json the answer
   */
  static TaskPage of(JsonObject json) {
    if (json.is("ended")) {
      return new Ended();
    }
    return json.is("busy")
        ? new Busy(json.text("running"), json.texts("stack"))
        : new Tasks(
            json.objects("tasks").stream().map(TaskFacts::of).toList(), json.number("next", -1));
  }
}
