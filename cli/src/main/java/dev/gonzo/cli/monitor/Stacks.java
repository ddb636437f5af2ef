package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.client.TaskPage;
import dev.gonzo.monitor.json.JsonObject;
import dev.gonzo.monitor.json.JsonReader;
import dev.gonzo.monitor.json.JsonWriter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stacks of tasks, which are asked for one at a time. */
final class Stacks {
  /**
   * An answer.
   *
   * @param frames the stack, innermost frame first; empty if the task has ended, or has not begun
   * @param busy what keeps the kernel from answering; null if it answers
   */
  record Stack(List<String> frames, TaskPage.@Nullable Busy busy) {}

  private Stacks() {}

  /** The stack of a task. Blocks the thread, for about two seconds if the kernel is busy. */
  static Stack of(MonitorClient client, int kernel, long task) throws IOException {
    var json = new JsonWriter().beginObject().name("ask").value("stack");
    json.name("kernel").value(kernel).name("task").value(task).endObject();
    try {
      JsonObject answer = JsonReader.object(client.askRaw(json.toString()));
      // An error is the answer for a task that has ended.
      return answer.is("busy")
          ? new Stack(List.of(), new TaskPage.Busy(answer.text("running"), answer.texts("stack")))
          : new Stack(answer.texts("stack"), null);
    } catch (IllegalArgumentException garbled) {
      throw new IOException("the program has sent something else than a stack", garbled);
    }
  }
}
