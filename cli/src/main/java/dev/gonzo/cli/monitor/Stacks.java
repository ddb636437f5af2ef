package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.json.JsonReader;
import dev.gonzo.monitor.json.JsonWriter;
import java.io.IOException;
import java.util.List;

/** The stacks of tasks, which are asked for one at a time. */
final class Stacks {
  private Stacks() {}

  /** The stack of a task, innermost frame first; empty if it has ended. Blocks the thread. */
  static List<String> of(MonitorClient client, int kernel, long task) throws IOException {
    var json = new JsonWriter().beginObject().name("ask").value("stack");
    json.name("kernel").value(kernel).name("task").value(task).endObject();
    try {
      return JsonReader.object(client.askRaw(json.toString())).texts("stack");
    } catch (IllegalArgumentException garbled) {
      throw new IOException("the program has sent something else than a stack", garbled);
    }
  }
}
