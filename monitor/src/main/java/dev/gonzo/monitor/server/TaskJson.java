package dev.gonzo.monitor.server;

import dev.gonzo.Task;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.monitor.json.JsonWriter;
import java.util.Locale;

/** A task in JSON. Members that are usual are left out: there may be many tasks. */
final class TaskJson {
  private TaskJson() {}

  static void write(JsonWriter json, TaskView view, boolean withPlace) {
    json.beginObject().name("id").value(view.task().id());
    if (view.parent() != null) {
      json.name("parent").value(view.parent().id());
    }
    json.name("name").value(name(view.task()));
    if (view.task().isDaemon()) {
      json.name("daemon").value(true);
    }
    json.name("state").value(view.state().name().toLowerCase(Locale.ROOT));
    TaskView.Wait waiting = view.waiting();
    if (waiting != null) {
      write(json, waiting);
    }
    json.name("age").value(view.age().toNanos());
    json.name("turns").value(view.turns());
    json.name("run").value(view.runTime().toNanos());
    if (withPlace) {
      view.place().ifPresent(place -> json.name("place").value(ShortText.of(place.toString())));
    }
    json.endObject();
  }

  private static void write(JsonWriter json, TaskView.Wait waiting) {
    json.name("trap").value(waiting.trap());
    if (!waiting.subject().isEmpty()) {
      json.name("subject").value(waiting.subject());
    }
    if (waiting.queue() != 0) {
      json.name("queue").value(waiting.queue());
    }
    if (!waiting.holders().isEmpty()) {
      json.name("holders").beginArray();
      waiting.holders().forEach(holder -> json.value(holder.id()));
      json.endArray();
    }
  }

  static String name(Task<?> task) {
    return ShortText.of(task.name());
  }
}
