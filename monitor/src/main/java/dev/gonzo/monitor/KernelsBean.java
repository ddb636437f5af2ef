package dev.gonzo.monitor;

import dev.gonzo.Task;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.monitor.server.NumberedKernels;
import dev.gonzo.monitor.server.TaskPages;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/** The bean of this JVM. For this module: programs call {@link Monitor#open}. */
public final class KernelsBean implements KernelsMXBean {
  private static final int MOST_LISTED = 1_000;
  private static final int MOST_DRAWN = 10_000;

  private KernelsBean() {}

  /** Registers it, unless it is registered. */
  public static void register() {
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(new KernelsBean(), name());
    } catch (InstanceAlreadyExistsException already) {
      // One is enough: it has no state.
    } catch (JMException impossible) {
      throw new IllegalStateException("the bean of the monitor cannot be registered", impossible);
    }
  }

  /** Takes it back, if it is registered. */
  public static void unregister() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name());
    } catch (InstanceNotFoundException already) {
      // It was not registered.
    } catch (JMException impossible) {
      throw new IllegalStateException("the bean of the monitor cannot be removed", impossible);
    }
  }

  private static ObjectName name() throws JMException {
    return new ObjectName("dev.gonzo:type=Kernels");
  }

  @Override
  public List<KernelReport> getKernels() {
    return NumberedKernels.running().entrySet().stream()
        .map(each ->
            new KernelReport(
                each.getKey(),
                each.getValue().name(),
                each.getValue().tasks(),
                each.getValue().turns()))
        .toList();
  }

  @Override
  public List<TaskReport> listTasks(int kernel, long from, int most) {
    return views(kernel, from, Math.clamp(most, 1, MOST_LISTED)).stream()
        .map(KernelsBean::report)
        .toList();
  }

  private static TaskReport report(TaskView view) {
    Task<?> parent = view.parent();
    TaskView.Wait waiting = view.waiting();
    return new TaskReport(
        view.task().id(),
        parent == null ? -1 : parent.id(),
        view.task().name(),
        view.task().isDaemon(),
        view.state().name().toLowerCase(Locale.ROOT),
        waiting == null ? "" : waiting.trap(),
        waiting == null ? "" : waiting.subject(),
        view.age().toNanos(),
        view.turns(),
        view.runTime().toNanos());
  }

  @Override
  public String drawTree(int kernel, int most) {
    List<Task<?>> tasks = new ArrayList<>();
    views(kernel, 0, Math.clamp(most, 1, MOST_DRAWN)).forEach(view -> tasks.add(view.task()));
    return Task.treeOf(tasks);
  }

  private static List<TaskView> views(int number, long from, int most) {
    RunningKernel kernel =
        NumberedKernels.find(number)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no kernel " + number + " runs: getKernels() lists those that do"));
    try (var pages = new TaskPages(kernel)) {
      return pages.from(from, most);
    } catch (TimeoutException busy) {
      String running =
          kernel.runningTask().map(task -> ", task " + task.name() + " runs").orElse("");
      throw new IllegalStateException("the kernel does not answer" + running, busy);
    }
  }
}
