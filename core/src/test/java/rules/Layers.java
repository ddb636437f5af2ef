package rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.EmbeddedKernel;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.OnCancel;
import dev.gonzo.Outcome;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.inbox.Inbox;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.assembly.LoopKernels;
import dev.gonzo.queue.SelectClause;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.CurrentTask;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.ListTasks;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waiters;
import dev.gonzo.wait.Latch;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layers of core. Each package is one. {@link LayersTest} checks that the classes keep to them.
 */
final class Layers {
  static final String ROOT = "dev.gonzo";

  private Layers() {}

  /**
   * A package.
   *
   * @param name its name
   * @param below the packages that it may name
   */
  record Layer(String name, Set<String> below) {}

  /**
   * Classes that name a class of a layer above theirs.
   *
   * @param from the classes
   * @param to the classes that they name
   * @param why the reason
   */
  record Upwards(Set<String> from, Set<String> to, String why) {
    DescribedPredicate<JavaClass> isFrom() {
      return isOneOf(from);
    }

    DescribedPredicate<JavaClass> isTo() {
      return isOneOf(to);
    }
  }

  /**
   * The packages from the bottom to the top: each names only packages that are listed before it.
   */
  static final List<Layer> ALL =
      List.of(
          // what all share
          layer("report"),
          // tasks, and the traps that they make
          layer("trap", "report"),
          layer("carrier", "report"),
          layer("inbox", "trap", "carrier"),
          layer("", "report", "trap", "carrier", "inbox"),
          // the library, which reaches a kernel by traps only
          layer("wait", "", "trap", "carrier"),
          layer("queue", "", "report", "trap", "carrier", "wait"),
          layer("stream", "", "trap"),
          layer("sync", "", "report", "trap", "carrier", "wait", "queue"),
          layer("console", "", "trap", "stream"),
          layer("generator", "", "report", "trap", "carrier"),
          layer("file", "", "report", "trap", "stream", "generator"),
          layer("process", "", "trap", "stream"),
          layer("net", "", "report", "trap", "stream", "sync", "file"),
          // kernels: what programs and the writers of kernels refer to
          layer("kernel", "", "report", "trap", "carrier"),
          // its events in recordings of the JDK
          layer("kernel.jfr", "", "report", "trap", "kernel"),
          // the loop kernel
          layer("kernel.loop.watch", "", "report", "carrier", "kernel", "kernel.jfr"),
          layer("kernel.loop.signals", "", "report"),
          layer(
              "kernel.loop",
              "",
              "report",
              "trap",
              "carrier",
              "kernel",
              "kernel.jfr",
              "kernel.loop.watch"),
          // what serves it: drivers, and threads
          layer("kernel.driver", "", "trap", "kernel.loop"),
          layer("kernel.driver.ready", "", "trap", "kernel.loop"),
          layer("kernel.offload", "", "report", "trap", "kernel.loop"),
          layer(
              "kernel.driver.linux",
              "",
              "report",
              "trap",
              "carrier",
              "kernel.loop",
              "kernel.driver",
              "kernel.driver.ready"),
          layer(
              "kernel.file",
              "",
              "report",
              "trap",
              "kernel.loop",
              "kernel.driver",
              "kernel.driver.linux",
              "kernel.offload"),
          layer(
              "kernel.driver.epoll", "kernel.driver", "kernel.driver.ready", "kernel.driver.linux"),
          layer(
              "kernel.driver.uring",
              "trap",
              "kernel.loop",
              "kernel.driver",
              "kernel.driver.ready",
              "kernel.driver.linux"),
          layer(
              "kernel.driver.nio",
              "",
              "report",
              "trap",
              "kernel.loop",
              "kernel.driver",
              "kernel.driver.ready",
              "kernel.offload"),
          layer(
              "kernel.loop.services",
              "",
              "trap",
              "kernel",
              "kernel.loop",
              "kernel.loop.signals",
              "kernel.offload",
              "kernel.file"),
          // what steps it
          layer(
              "kernel.loop.run",
              "",
              "report",
              "trap",
              "carrier",
              "kernel",
              "kernel.loop",
              "kernel.loop.watch",
              "kernel.loop.signals",
              "kernel.loop.services"),
          layer(
              "kernel.loop.guest",
              "",
              "report",
              "trap",
              "carrier",
              "kernel",
              "kernel.loop",
              "kernel.loop.watch",
              "kernel.loop.signals",
              "kernel.loop.services",
              "kernel.loop.run"),
          // a loop, a driver and what steps it, put together
          layer(
              "kernel.assembly",
              "trap",
              "kernel",
              "kernel.loop",
              "kernel.loop.signals",
              "kernel.loop.run",
              "kernel.loop.guest",
              "kernel.driver.epoll",
              "kernel.driver.uring",
              "kernel.driver.nio"));

  /** The only classes that name a class above them; without these no package is in a cycle. */
  static final List<Upwards> UPWARDS =
      List.of(
          new Upwards(
              names(
                  CancelTask.class,
                  CurrentTask.class,
                  Join.class,
                  ListTasks.class,
                  ReadClock.class,
                  RunInThread.class,
                  SetDeadline.class,
                  Sleep.class,
                  Spawn.class,
                  WaitQueue.class,
                  Waiters.class),
              names(
                  Cancelled.class,
                  Coroutine.class,
                  Moment.class,
                  OnCancel.class,
                  Outcome.class,
                  Task.class),
              "a task makes traps, and some traps are about tasks"),
          new Upwards(
              names(Inbox.class),
              names(Async.class, Coroutine.class, Suspension.class),
              "a task waits in its inbox by a trap"),
          new Upwards(
              Set.of(
                  "dev.gonzo.carrier.Carrier",
                  "dev.gonzo.carrier.BatonCarrier",
                  "dev.gonzo.carrier.SchedulerCarrier"),
              names(CoroutineDriver.class),
              "a carrier runs a coroutine until it stops, and returns how: a CoroutineDriver.Stop"),
          new Upwards(
              Set.of(Task.class.getName(), "dev.gonzo.EndLatch"),
              names(SelectClause.class, Latch.class),
              "the end of a task can be selected, like an item of a queue"),
          new Upwards(
              names(Gonzo.class, EmbeddedKernel.class),
              names(Kernel.class, Kernels.class),
              "the entry points open a kernel"),
          new Upwards(
              names(Kernels.class),
              names(LoopKernels.class),
              "kernels are opened by name, and Gonzo's own must be found in any packaging"));

  /**
   * The classes of the root package that kernels may name: a kernel drives coroutines, has tasks
   * with outcomes, and delivers cancellations. What can be written above the traps, such as groups
   * and deadlines, does not belong in a kernel.
   */
  static final Set<String> FOR_KERNELS =
      Stream.of(
              "Async",
              "AsyncCallable",
              "AsyncRunnable",
              "BusyException",
              "Cancellation",
              "Cancelled",
              "CannotSuspendException",
              "Coroutine",
              "CoroutineDriver",
              "DeadlockException",
              "Elsewhere",
              "FailureCount",
              "KernelEndedException",
              "KernelMember",
              "KernelTask",
              "Moment",
              "OnCancel",
              "Outcome",
              "Supervision",
              "Suspension",
              "Task",
              "TaskState",
              "TooManyOpenFilesException",
              "TrapHandler")
          .map(Layers::full)
          .collect(Collectors.toUnmodifiableSet());

  static boolean isOfCore(JavaClass type) {
    return type.getName().startsWith(ROOT + ".");
  }

  /** Whether a class is one of these, or nested in one of them. */
  static DescribedPredicate<JavaClass> isOneOf(Set<String> names) {
    return belongTo(
        DescribedPredicate.describe("one of " + names, one -> names.contains(one.getName())));
  }

  private static Layer layer(String name, String... below) {
    return new Layer(
        full(name), Arrays.stream(below).map(Layers::full).collect(Collectors.toUnmodifiableSet()));
  }

  private static String full(String name) {
    return name.isEmpty() ? ROOT : ROOT + "." + name;
  }

  private static Set<String> names(Class<?>... types) {
    return Arrays.stream(types).map(Class::getName).collect(Collectors.toUnmodifiableSet());
  }
}
