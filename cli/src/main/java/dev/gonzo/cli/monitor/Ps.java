package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.JavaProcesses;
import dev.gonzo.monitor.client.JavaProcesses.JavaProcess;
import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.client.TaskFacts;
import dev.gonzo.monitor.client.TaskPage;
import dev.gonzo.monitor.json.JsonWriter;
import dev.gonzo.report.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Prints the tasks of a program once. */
public final class Ps {
  private static final int MOST_FRAMES = 20;

  private final PrintWriter out;
  private final Options options;

  /**
   * Prepares it.
   *
   * @param out where it is printed
   * @param options what is printed
   */
  public Ps(PrintWriter out, Options options) {
    this.out = out;
    this.options = options;
  }

  /**
   * What is printed.
   *
   * @param most how many tasks of each kernel
   * @param match a part of the names; empty for all
   * @param stacks whether with stacks
   * @param json whether as JSON
   */
  public record Options(int most, String match, boolean stacks, boolean json) {}

  /** Prints the programs with kernels. Blocks the thread. */
  public void programs() {
    List<JavaProcess> programs = JavaProcesses.withKernels();
    if (options.json) {
      for (JavaProcess program : programs) {
        var json = new JsonWriter().beginObject().name("pid").value(program.pid());
        json.name("program").value(program.program()).name("answers").value(program.answers());
        out.println(json.endObject());
      }
      return;
    }
    if (programs.isEmpty()) {
      out.println("no program of this user runs kernels here");
      return;
    }
    out.println("    PID  PROGRAM");
    for (JavaProcess program : programs) {
      String hint = program.answers() ? "" : "  (does not answer: it is stopped, or hangs)";
      out.printf("%7d  %s%s%n", program.pid(), Text.visible(program.program()), hint);
    }
  }

  /**
   * Prints the tasks of a program. Blocks the thread.
   *
   * @param client the connection to it
   * @return whether each kernel has answered
   * @throws IOException if the connection is lost
   */
  public boolean tasks(MonitorClient client) throws IOException {
    var wanted = new Snapshot.Wanted(options.most, options.match, true, Map.of());
    Snapshot snapshot = Snapshot.take(client, wanted);
    if (!options.json) {
      out.printf("process %d  %s%n", client.pid(), Text.visible(client.program()));
      if (snapshot.kernels().isEmpty()) {
        out.println("no kernel runs in it now");
      }
    }
    boolean all = true;
    for (Snapshot.OfKernel kernel : snapshot.kernels()) {
      all &= options.json ? json(client, kernel) : text(client, kernel);
    }
    return all;
  }

  private boolean json(MonitorClient client, Snapshot.OfKernel kernel) throws IOException {
    int number = kernel.facts().number();
    TaskPage.Busy busy = kernel.busy();
    for (TaskFacts task : kernel.tasks()) {
      var json = new JsonWriter().beginObject().name("kernel").value(number);
      json.name("id").value(task.id()).name("parent").value(task.parent());
      json.name("name").value(task.name()).name("daemon").value(task.daemon());
      json.name("state").value(task.state()).name("trap").value(task.trap());
      json.name("subject").value(task.subject()).name("holders").beginArray();
      task.holders().forEach(json::value);
      json.endArray().name("age_nanos").value(task.ageNanos()).name("turns").value(task.turns());
      json.name("run_nanos").value(task.runNanos()).name("place").value(task.place());
      if (options.stacks && busy == null) {
        Stacks.Stack stack = Stacks.of(client, number, task.id());
        busy = stack.busy();
        json.name("stack").beginArray();
        stack.frames().forEach(json::value);
        json.endArray();
      }
      out.println(json.endObject());
    }
    if (busy != null) {
      var json = new JsonWriter().beginObject().name("kernel").value(number);
      out.println(json.name("busy").value(busy.running()).endObject());
    }
    return busy == null;
  }

  private boolean text(MonitorClient client, Snapshot.OfKernel kernel) throws IOException {
    int number = kernel.facts().number();
    TaskPage.Busy busy = kernel.busy();
    out.printf(
        "%nkernel %d  %s, %,d tasks, %,d turns%n",
        number,
        Text.visible(kernel.facts().name()),
        kernel.facts().tasks(),
        kernel.facts().turns());
    if (busy != null) {
      busy(busy);
    }
    if (!kernel.tasks().isEmpty()) {
      out.println("    AGE    TURNS      CPU  TASK");
    }
    var order = Comparator.comparingLong(TaskFacts::id);
    for (TaskForest.Row row : TaskForest.rows(kernel.tasks(), order, _ -> false)) {
      TaskFacts task = row.task();
      out.printf(
          "%7s  %7s  %7s  %s%s%n",
          Columns.time(task.ageNanos()),
          Columns.count(task.turns()),
          Columns.time(task.runNanos()),
          row.indent(),
          Columns.line(task));
      if (options.stacks && busy == null) {
        Stacks.Stack stack = Stacks.of(client, number, task.id());
        frames(stack.frames());
        busy = stack.busy();
        if (busy != null) {
          busy(busy);
        }
      }
    }
    if (!kernel.isWhole()) {
      out.printf("and more: --most shows more than %,d, --name finds some%n", options.most);
    }
    return busy == null;
  }

  private void busy(TaskPage.Busy busy) {
    out.println(
        "it does not answer, since " + Columns.keeper(busy) + (busy.stack().isEmpty() ? "" : ":"));
    frames(busy.stack());
  }

  private void frames(List<String> stack) {
    stack.stream()
        .limit(MOST_FRAMES)
        .forEach(frame -> out.printf("%27sat %s%n", "", Text.visible(frame)));
    if (stack.size() > MOST_FRAMES) {
      out.printf("%27s... %d more%n", "", stack.size() - MOST_FRAMES);
    }
  }
}
