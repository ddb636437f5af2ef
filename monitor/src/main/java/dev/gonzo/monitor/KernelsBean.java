package dev.gonzo.monitor;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.TaskView;
import dev.gonzo.monitor.server.NumberedKernels;
import dev.gonzo.monitor.server.ShortText;
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

  private static int users; // guarded by the class
  private static boolean registered; // guarded by the class

  private KernelsBean() {}

  /** Registers it, unless it is registered. Each call needs one of {@link #unregister}. */
  public static synchronized void register() {
    if (users == 0) {
      try {
        ManagementFactory.getPlatformMBeanServer().registerMBean(new KernelsBean(), name());
        registered = true;
      } catch (InstanceAlreadyExistsException already) {
        // The monitor of another class loader has one, which has no state either.
      } catch (JMException impossible) {
        throw new IllegalStateException("the bean of the monitor cannot be registered", impossible);
      }
    }
    users++;
  }

  /** Removes it, if this is the last monitor that needs it. */
  public static synchronized void unregister() {
    if (users == 0 || --users > 0 || !registered) {
      return;
    }
    registered = false;
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name());
    } catch (InstanceNotFoundException already) {
      // The program has removed it.
    } catch (JMException impossible) {
      throw new IllegalStateException("the bean of the monitor cannot be removed", impossible);
    }
  }

  private static ObjectName name() throws JMException {
    return new ObjectName("dev.gonzo:type=Kernels");
  }

  @Override
  public List<KernelReport> getKernels() {
    return Kernels.running().stream()
        .map(each -> new KernelReport(each.number(), each.name(), each.tasks(), each.turns()))
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
        ShortText.of(view.task().name()),
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
          kernel
              .runningTask()
              .map(task -> ", task " + ShortText.of(task.name()) + " runs")
              .orElse("");
      throw new IllegalStateException("the kernel does not answer" + running, busy);
    }
  }
}
