package dev.gonzo.monitor.server;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.monitor.json.JsonObject;
import dev.gonzo.monitor.json.JsonReader;
import dev.gonzo.monitor.json.JsonWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * The answers to the requests of one tool, each a JSON object. An answer with {@code error} says
 * what is wrong with the request.
 */
final class Answers implements AutoCloseable {
  /** The version of the protocol. */
  static final int PROTOCOL = 1;

  private static final int MOST_TASKS = 1_000;
  private static final int MOST_FRAMES = 200;

  private final Map<Long, TaskPages> pages = new HashMap<>();
  private final Map<Long, RecentTurns> turns = new HashMap<>();
  private final ToolRecording recording = new ToolRecording();

  /** Answers a request. Blocks for a moment, until a kernel answers. */
  String to(String request) {
    try {
      JsonObject asked = JsonReader.object(request);
      return switch (asked.text("ask")) {
        case "hello" -> hello();
        case "kernels" -> kernels();
        case "tasks" -> tasks(asked, kernel(asked));
        case "stack" -> stack(asked, kernel(asked));
        case "turns" -> turns(asked, kernel(asked));
        case "record" -> record(asked);
        case "stop" -> stop();
        default -> error("ask for hello, kernels, tasks, stack, turns, record or stop");
      };
    } catch (IllegalArgumentException wrong) {
      return error(String.valueOf(wrong.getMessage()));
    } catch (KernelEndedException ended) {
      return new JsonWriter().beginObject().name("ended").value(true).endObject().toString();
    }
  }

  /** The kernel that a request names has ended. */
  private static final class KernelEndedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private RunningKernel kernel(JsonObject asked) throws KernelEndedException {
    long number = asked.number("kernel", -1);
    RunningKernel kernel = NumberedKernels.find(number).orElse(null);
    if (kernel == null) {
      drop(number);
      throw new KernelEndedException();
    }
    return kernel;
  }

  private void drop(long number) {
    TaskPages page = pages.remove(number);
    if (page != null) {
      page.close();
    }
    RecentTurns recent = turns.remove(number);
    if (recent != null) {
      recent.close();
    }
  }

  private static String hello() {
    // Not from java.management, which a program may lack.
    long started =
        ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return new JsonWriter()
        .beginObject()
        .name("protocol")
        .value(PROTOCOL)
        .name("pid")
        .value(ProcessHandle.current().pid())
        .name("java")
        .value(Runtime.version().toString())
        .name("program")
        .value(System.getProperty("sun.java.command", ""))
        .name("started")
        .value(started)
        .endObject()
        .toString();
  }

  private String kernels() {
    List<RunningKernel> running = Kernels.running();
    dropEnded(running);
    var json = new JsonWriter().beginObject();
    json.name("now").value(System.nanoTime()).name("kernels").beginArray();
    for (RunningKernel kernel : running) {
      json.beginObject().name("number").value(kernel.number());
      json.name("name").value(kernel.name());
      json.name("tasks").value(kernel.tasks()).name("turns").value(kernel.turns());
      json.name("threads").beginArray();
      kernel.threads().forEach(thread -> json.value(ShortText.of(thread.getName())));
      json.endArray();
      kernel.runningTask().ifPresent(task -> json.name("running").value(TaskJson.name(task)));
      json.endObject();
    }
    return json.endArray().endObject().toString();
  }

  /** A tool that stays connected need not ask again for a kernel that is not listed any more. */
  private void dropEnded(List<RunningKernel> running) {
    var ended = new HashSet<>(pages.keySet());
    ended.addAll(turns.keySet());
    running.forEach(kernel -> ended.remove((long) kernel.number()));
    ended.forEach(this::drop);
  }

  private String tasks(JsonObject asked, RunningKernel kernel) {
    TaskPages page = pages.computeIfAbsent(asked.number("kernel", -1), _ -> new TaskPages(kernel));
    long from = Math.max(0, asked.number("from", 0));
    int most = Math.clamp(asked.number("most", MOST_TASKS), 1, MOST_TASKS);
    String match = asked.text("match").toLowerCase(Locale.ROOT);
    boolean allPlaces = asked.is("allPlaces");
    Set<Long> places = new HashSet<>(asked.numbers("places"));
    try {
      List<TaskView> views = page.from(from, most);
      var json = new JsonWriter().beginObject().name("tasks").beginArray();
      for (TaskView view : views) {
        if (match.isEmpty() || view.task().name().toLowerCase(Locale.ROOT).contains(match)) {
          TaskJson.write(json, view, allPlaces || places.contains(view.task().id()));
        }
      }
      return json.endArray()
          .name("next")
          .value(views.isEmpty() ? -1 : views.getLast().task().id() + 1)
          .endObject()
          .toString();
    } catch (TimeoutException busy) {
      return busy(kernel);
    }
  }

  /**
   * The kernel does not answer: a task keeps its thread, or the host of a guest does not step it.
   */
  private static String busy(RunningKernel kernel) {
    var json = new JsonWriter().beginObject().name("busy").value(true);
    kernel
        .runningTask()
        .ifPresent(task -> {
          json.name("running").value(TaskJson.name(task));
          frames(json, task.stack());
        });
    return json.endObject().toString();
  }

  private static String stack(JsonObject asked, RunningKernel kernel) {
    long id = asked.number("task", -1);
    try (var page = new TaskPages(kernel)) {
      List<TaskView> found = page.from(Math.max(0, id), 1);
      if (found.isEmpty() || found.getFirst().task().id() != id) {
        return error("task " + id + " has ended");
      }
      var json = new JsonWriter().beginObject().name("task");
      TaskJson.write(json, found.getFirst(), true);
      frames(json, found.getFirst().task().stack());
      return json.endObject().toString();
    } catch (TimeoutException busy) {
      return busy(kernel);
    }
  }

  private static void frames(JsonWriter json, StackTraceElement[] stack) {
    json.name("stack").beginArray();
    for (int i = 0; i < Math.min(stack.length, MOST_FRAMES); i++) {
      json.value(ShortText.of(stack[i].toString()));
    }
    json.endArray().name("frames").value(stack.length);
  }

  private String turns(JsonObject asked, RunningKernel kernel) {
    return turns
        .computeIfAbsent(asked.number("kernel", -1), _ -> new RecentTurns(kernel))
        .after(asked.number("after", 0));
  }

  private String record(JsonObject asked) {
    recording.start(asked);
    return new JsonWriter().beginObject().endObject().toString();
  }

  private String stop() {
    recording.close();
    return new JsonWriter().beginObject().endObject().toString();
  }

  static String error(String message) {
    return new JsonWriter().beginObject().name("error").value(message).endObject().toString();
  }

  @Override
  public void close() {
    pages.values().forEach(TaskPages::close);
    turns.values().forEach(RecentTurns::close);
    recording.close();
  }
}
