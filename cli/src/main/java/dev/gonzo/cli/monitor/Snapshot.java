package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.KernelFacts;
import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.client.TaskFacts;
import dev.gonzo.monitor.client.TaskPage;
import dev.gonzo.monitor.client.TaskQuestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a program with their tasks, at one time.
 *
 * @param kernels the kernels, in the order in which they began
 */
record Snapshot(List<OfKernel> kernels) {
  /**
   * One kernel.
   *
   * @param facts its facts
   * @param tasks its tasks, in order of spawning; a part of them if there are too many
   * @param isWhole whether these are all
   * @param busy what keeps it from answering; null if it answers
   */
  record OfKernel(
      KernelFacts facts, List<TaskFacts> tasks, boolean isWhole, TaskPage.@Nullable Busy busy) {}

  /**
   * What to ask for.
   *
   * @param most how many tasks of each kernel
   * @param match a part of the names; empty for all
   * @param allPlaces whether each task comes with its place in the program
   * @param places the tasks that do in any case, by the number of their kernel
   */
  record Wanted(int most, String match, boolean allPlaces, Map<Integer, Collection<Long>> places) {}

  /** Asks a program. Blocks the thread. */
  static Snapshot take(MonitorClient client, Wanted wanted) throws IOException {
    var kernels = new ArrayList<OfKernel>();
    for (KernelFacts kernel : client.kernels()) {
      OfKernel read = take(client, kernel, wanted);
      if (read != null) {
        kernels.add(read);
      }
    }
    return new Snapshot(List.copyOf(kernels));
  }

  private static @Nullable OfKernel take(MonitorClient client, KernelFacts kernel, Wanted wanted)
      throws IOException {
    var tasks = new ArrayList<TaskFacts>();
    Collection<Long> places = wanted.places.getOrDefault(kernel.number(), List.of());
    long from = 0;
    while (from >= 0 && tasks.size() < wanted.most) {
      // With a filter, a page that is looked at may have few tasks that match.
      int most =
          wanted.match.isEmpty()
              ? Math.min(MonitorClient.PAGE, wanted.most - tasks.size())
              : MonitorClient.PAGE;
      var question = new TaskQuestion(from, most, wanted.match, wanted.allPlaces, places);
      switch (client.tasks(kernel.number(), question)) {
        case TaskPage.Tasks page -> {
          tasks.addAll(page.tasks());
          from = page.next();
        }
        case TaskPage.Busy busy -> {
          return new OfKernel(kernel, tasks, false, busy);
        }
        case TaskPage.Ended _ -> {
          return null;
        }
      }
    }
    boolean cut = tasks.size() > wanted.most;
    return new OfKernel(
        kernel,
        List.copyOf(cut ? tasks.subList(0, wanted.most) : tasks),
        from < 0 || (!cut && wanted.match.isEmpty() && tasks.size() >= kernel.tasks()),
        null);
  }
}
