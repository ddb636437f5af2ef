package dev.gonzo.torture;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.LogCapture;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Runs scenarios repeatedly, each time with another failing step: those with the numbers {@code
 * from}, {@code from + step} and so on. Prints how many points each scenario has, and which checks
 * failed.
 */
final class TortureProgram {
  private static final long LIMIT_NANOS = 120_000_000_000L;
  private static final int MOST_FAULTS = Integer.getInteger("gonzo.torture.most", 10);

  private static volatile String now = "";
  private static volatile long began = Long.MAX_VALUE;

  private final String kernel;
  private final Faults.Kind kind;
  private int faults;

  private TortureProgram(String kernel, Faults.Kind kind) {
    this.kernel = kernel;
    this.kind = kind;
  }

  public static void main(String[] arguments) throws Exception {
    Thread.ofPlatform().daemon().start(TortureProgram::watch);
    var program =
        new TortureProgram(
            System.getProperty("gonzo.torture.kernel"),
            Faults.Kind.valueOf(System.getProperty("gonzo.torture.kind")));
    for (String scenario : System.getProperty("gonzo.torture.scenarios").split(",")) {
      program.torture(
          TriedScenario.Named.valueOf(scenario),
          Long.getLong("gonzo.torture.from"),
          Long.getLong("gonzo.torture.step"));
    }
    System.out.flush();
    Runtime.getRuntime().halt(program.faults == 0 ? 0 : 1);
  }

  /** Ends a run that hangs, and prints where. */
  private static void watch() {
    while (true) {
      long start = began;
      if (System.nanoTime() - start > LIMIT_NANOS) {
        System.out.println("HANGS " + now);
        describe(Faults.thrown() == null ? Faults.place() : Faults.thrown());
        Thread.getAllStackTraces()
            .forEach((thread, stack) -> {
              System.out.println(thread);
              Stream.of(stack).forEach(frame -> System.out.println("    " + frame));
            });
        System.out.flush();
        Runtime.getRuntime().halt(3);
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private void torture(TriedScenario.Named scenario, long from, long step) throws Exception {
    for (int i = 0; i < 3; i++) {
      attempt(scenario, 0); // loads the classes
    }
    long open = descriptors().size();
    long start = System.nanoTime();
    long tried = 0;
    long point = from;
    while (attempt(scenario, point)) {
      tried++;
      point += step;
      open = reportLeak(scenario, open);
    }
    attempt(scenario, 0);
    System.out.printf(
        "%s %s %s: %d points, %d tried, %d ms%n",
        kernel, scenario, kind, Faults.count(), tried, (System.nanoTime() - start) / 1_000_000);
    if (kind == Faults.Kind.ENTRY) {
      System.out.println("  deepest below a check: " + Depth.deepest());
    }
  }

  private long reportLeak(TriedScenario.Named scenario, long before) throws Exception {
    if (!scenario.needsDevices()) {
      return before;
    }
    // A thread that is just waking the kernel keeps the counter for that open until it is done.
    long patience = System.nanoTime() + LIMIT_NANOS / 2;
    while (descriptors().size() > before && System.nanoTime() < patience) {
      LockSupport.parkNanos(1_000_000);
    }
    List<String> after = descriptors();
    if (after.size() > before) {
      fault(now + ": " + (after.size() - before) + " descriptors are left open");
      describe(Faults.thrown() == null ? Faults.place() : Faults.thrown());
      System.out.println("  open are " + after);
    }
    return after.size();
  }

  private static List<String> descriptors() throws IOException {
    try (var list = Files.list(Path.of("/proc/self/fd"))) {
      return list.map(TortureProgram::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return descriptor.getFileName() + " to " + Files.readSymbolicLink(descriptor);
    } catch (IOException closed) {
      return descriptor.getFileName() + ", closed meanwhile";
    }
  }

  /** Runs a scenario once; false if it did not reach the point. */
  private boolean attempt(TriedScenario.Named named, long point) throws Exception {
    now = kernel + " " + kind + " " + named + " at point " + point;
    began = System.nanoTime();
    var run = new Attempt(named.make());
    Throwable ended = null;
    try (var log = new LogCapture()) {
      Clock clock = named.needsDevices() ? Clock.system() : new VirtualClock();
      if (kind.isOfSystem()) {
        Faults.arm(kind, point); // also what the kernel itself needs can fail
      }
      try {
        Kernels.of(kernel, clock)
            .run(() -> {
              run.main(kind, point);
              return null;
            });
      } catch (Throwable thrown) {
        ended = thrown;
      } finally {
        Faults.disarm();
      }
      List<Throwable> reported = new ArrayList<>();
      for (var record : log.records()) {
        if (record.getThrown() != null) {
          reported.add(record.getThrown());
        }
      }
      judge(run, ended, reported);
    }
    return Faults.isReached();
  }

  private void judge(Attempt run, Throwable ended, List<Throwable> reported) {
    if (kind.isOfSystem()) {
      judgeRefusal(run, ended, reported);
    } else {
      judgeError(run, ended, reported);
    }
  }

  /** An operation that the system refuses fails by an exception for that, and nothing else does. */
  private void judgeRefusal(Attempt run, Throwable ended, List<Throwable> reported) {
    var wrong = new ArrayList<String>();
    boolean began = run.mainThread != null;
    boolean failed = ended != null || !run.failures.isEmpty();
    if (failed && Faults.place() == null) {
      wrong.add("something failed, and no call did");
    }
    if (failed && kind == Faults.Kind.INTERRUPTED_CALL) {
      wrong.add("a signal is nothing that a task should hear of");
    }
    if (ended != null && (began || !isRefusal(ended))) {
      wrong.add("the run ended by it");
    }
    if (!run.failures.stream().allMatch(TortureProgram::isRefusal)) {
      wrong.add("a task failed by something else than a refusal");
    }
    if (began && !run.bystanders.stream().allMatch(one -> one.done && one.cleaned)) {
      wrong.add("a bystander did not finish its work");
    }
    if (run.checkFailed != null) {
      wrong.add("the check failed");
    }
    report(wrong, Faults.place(), run, ended, reported);
  }

  /** What a program is told when the system refuses something. */
  private static boolean isRefusal(Throwable thrown) {
    Throwable root = thrown;
    while (root instanceof TaskFailedException && root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof IOException
        || root instanceof UncheckedIOException
        || root instanceof UnsupportedOperationException;
  }

  private void judgeError(Attempt run, Throwable ended, List<Throwable> reported) {
    Throwable thrown = Faults.thrown();
    var wrong = new ArrayList<String>();
    if (ended != null && String.valueOf(ended.getMessage()).contains("the kernel broke")) {
      wrong.add("the kernel broke");
    }
    boolean inMain = thrown != null && Faults.struck() == run.mainThread;
    boolean failed = ended != null || run.failures.size() > 0;
    boolean surfaced = isIn(thrown, ended);
    for (Throwable failure : run.failures) {
      surfaced |= isIn(thrown, failure);
    }
    for (Throwable failure : reported) {
      surfaced |= isIn(thrown, failure);
    }
    if (failed && !surfaced) {
      wrong.add("something failed, and not by what was injected");
    }
    if (thrown != null && !failed && !surfaced && !run.complete) {
      wrong.add("nothing failed, and not all was done");
    }
    for (Bystander bystander : run.bystanders) {
      // One that has not begun is the one whose thread could not be started.
      boolean hit = thrown != null && (Faults.struck() == bystander.thread || !bystander.begun);
      if (bystander.begun && !bystander.cleaned) {
        wrong.add("the finally block of a bystander did not run");
      }
      if (!bystander.done
          && !hit
          && !inMain
          && !isIn(thrown, ended)
          && !bystander.carries(thrown)) {
        wrong.add("a bystander did not finish its work");
      }
    }
    if (run.checkFailed != null) {
      wrong.add("the check failed");
    }
    report(wrong, thrown, run, ended, reported);
  }

  private void report(
      List<String> wrong,
      Throwable injected,
      Attempt run,
      Throwable ended,
      List<Throwable> reported) {
    if (!wrong.isEmpty()) {
      fault(now + ": " + String.join("; ", wrong));
      describe(injected);
      print("the run ended by", ended);
      run.failures.forEach(failure -> print("a task ended by", failure));
      print("the check ended by", run.checkFailed);
      reported.forEach(failure -> print("reported", failure));
    }
  }

  private void fault(String what) {
    System.out.println("WRONG " + what);
    if (++faults == MOST_FAULTS) {
      System.out.flush();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void describe(Throwable thrown) {
    if (thrown == null) {
      System.out.println("  nothing was injected");
      return;
    }
    System.out.println("  injected in " + Faults.struck() + ": " + thrown.getMessage());
    Stream.of(thrown.getStackTrace())
        .skip(1)
        .limit(9)
        .forEach(frame -> System.out.println("    " + frame));
  }

  private static void print(String how, Throwable thrown) {
    if (thrown != null) {
      System.out.println("  " + how);
      var text = new java.io.StringWriter();
      thrown.printStackTrace(new java.io.PrintWriter(text));
      text.toString().lines().limit(8).forEach(line -> System.out.println("    " + line));
    }
  }

  /** Whether a failure is, or has as a cause or suppressed exception, another one. */
  private static boolean isIn(Throwable wanted, Throwable whole) {
    return isIn(wanted, whole, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean isIn(Throwable wanted, Throwable whole, Set<Throwable> seen) {
    if (whole == null || wanted == null || !seen.add(whole)) {
      return false;
    }
    return whole == wanted
        || String.valueOf(whole.getMessage()).contains("the heap was full when the task ended")
        || isIn(wanted, whole.getCause(), seen)
        || Stream.of(whole.getSuppressed()).anyMatch(each -> isIn(wanted, each, seen));
  }

  /** A task that is independent of the scenario, and must not be affected. */
  private static final class Bystander {
    private volatile Thread thread;
    private boolean begun;
    private boolean done;
    private boolean cleaned;
    private Throwable failure;

    void sleeps() {
      work(() -> sleep(ofMillis(1)));
    }

    void yields() {
      work(() -> yieldNow());
    }

    private void work(Runnable step) {
      thread = Thread.currentThread();
      begun = true;
      try {
        for (int i = 0; i < 8; i++) {
          step.run();
        }
        done = true;
      } catch (Throwable thrown) {
        failure = thrown;
        throw thrown;
      } finally {
        cleaned = true;
      }
    }

    boolean carries(Throwable thrown) {
      return isIn(thrown, failure);
    }
  }

  /** The main task of one run. */
  private static final class Attempt {
    private final TriedScenario scenario;
    private final List<Bystander> bystanders = List.of(new Bystander(), new Bystander());
    private final List<Throwable> failures = new ArrayList<>();
    private Thread mainThread;
    private Throwable checkFailed;
    private boolean complete;

    Attempt(TriedScenario scenario) {
      this.scenario = scenario;
    }

    void main(Faults.Kind kind, long point) {
      mainThread = Thread.currentThread();
      if (!kind.isOfSystem()) {
        Faults.arm(kind, point);
      }
      List<Task<?>> tasks = new ArrayList<>();
      tasks.add(spawn("sleeps", bystanders.get(0)::sleeps));
      tasks.add(spawn("yields", bystanders.get(1)::yields));
      tasks.add(spawn("scenario", () -> scenario.run()));
      for (Task<?> task : tasks) {
        try {
          task.join();
        } catch (TaskFailedException failed) {
          failures.add(failed);
        }
      }
      complete = failures.isEmpty();
      Faults.disarm();
      try {
        timeoutAfter(ofSeconds(60), () -> spawn("check", () -> scenario.check()).join());
      } catch (Throwable thrown) {
        checkFailed = thrown;
      }
    }
  }
}
