package dev.gonzo.torture;

import static dev.gonzo.Gonzo.await;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.AsyncThread;
import dev.gonzo.Coroutine;
import dev.gonzo.EntryPoint;
import dev.gonzo.GroupPolicy;
import dev.gonzo.KernelEndedException;
import dev.gonzo.LogCapture;
import dev.gonzo.Outcome;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.TaskState;
import dev.gonzo.generator.Generator;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.guest.GuestLoop;
import dev.gonzo.queue.Queue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is waited for when the system starts no thread for it. In virtual time, so that a wait
 * without end is a deadlock and not a hang. Prints the name of each check that held.
 */
final class RefusedStartProgram {
  private RefusedStartProgram() {}

  public static void main(String[] arguments) {
    var checks = new LinkedHashMap<String, AsyncRunnable<?>>();
    checks.put("a group's member", RefusedStartProgram::member);
    checks.put("a member of a group that goes on", RefusedStartProgram::memberOfOneThatGoesOn);
    checks.put("a member of a bounded group", RefusedStartProgram::boundedMember);
    checks.put("a member while its owner waits elsewhere", RefusedStartProgram::ownerElsewhere);
    checks.put("a member that is walked to", RefusedStartProgram::completed);
    checks.put("a member that is to say when it is ready", RefusedStartProgram::starting);
    checks.put("a group's daemon", RefusedStartProgram::groupsDaemon);
    checks.put("a daemon", RefusedStartProgram::daemon);
    checks.put("a task that is joined", RefusedStartProgram::joined);
    checks.put("an AsyncThread", RefusedStartProgram::asyncThread);
    checks.put("a call at an entry point", RefusedStartProgram::entryPointCall);
    checks.put("the task behind an entry point", RefusedStartProgram::entryPointServer);
    checks.put("work in a thread", RefusedStartProgram::worker);
    checks.put("a generator", RefusedStartProgram::generator);
    checks.put("a generator in a generator", RefusedStartProgram::innerGenerator);
    checks.put("a merged generator", RefusedStartProgram::mergedGenerator);
    checks.put("a coroutine by hand", RefusedStartProgram::byHand);
    checks.put("what guards a universal queue", RefusedStartProgram::guard);
    for (Map.Entry<String, AsyncRunnable<?>> check : checks.entrySet()) {
      report(check.getKey(), check.getValue());
    }
    reportMain();
    reportGuest();
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void report(String name, AsyncRunnable<?> check) {
    var ends = new ArrayList<String>();
    try (var _ = new LogCapture()) {
      var kernel =
          Kernels.of("none", new VirtualClock())
              .observedBy(
                  new Activation() {
                    @Override
                    public void ended(Task<?> task) {
                      ends.add(task.id() + " " + task.state());
                    }
                  });
      run(kernel, check);
      expect(ends.stream().distinct().count() == ends.size(), "each ends once: " + ends);
      System.out.println("ok: " + name);
    } catch (Throwable wrong) {
      System.out.println("WRONG: " + name);
      wrong.printStackTrace(System.out);
    } finally {
      Faults.disarm();
    }
  }

  private static void refuseNext() {
    Faults.arm(Faults.Kind.THREAD_START, 1);
  }

  private static void expectInjected(Throwable thrown) {
    Throwable injected = Faults.thrown();
    expect(injected != null, "a start was refused");
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each == injected) {
        return;
      }
    }
    throw new AssertionError("it was not for the start that was refused", thrown);
  }

  private static void expectRefused(AsyncRunnable<?> work) {
    try {
      work.run();
    } catch (Throwable thrown) {
      expectInjected(thrown);
      return;
    }
    throw new AssertionError("nothing was thrown");
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }

  // ---------------------------------------------------------------- groups

  private static void member() {
    var cleaned = new ArrayList<String>();
    expectRefused(() -> {
      try (var group = TaskGroup.<String>open()) {
        group.spawn(() -> {
          try {
            sleep(ofSeconds(1_000));
            return "one";
          } finally {
            cleaned.add("one");
          }
        });
        yieldNow();
        refuseNext();
        group.spawn(() -> "two");
        group.join();
      }
    });
    expect(cleaned.equals(List.of("one")), "the others are cancelled");
  }

  private static void memberOfOneThatGoesOn() {
    try (var group = TaskGroup.<String>open(GroupPolicy.firstSuccess())) {
      refuseNext();
      group.spawn(() -> "refused");
      group.spawn(() -> {
        sleep(ofMillis(1));
        return "won";
      });
      group.join();
      expect(group.result().equals("won"), "the other wins");
    }
  }

  private static void boundedMember() {
    var inside = new ArrayList<String>();
    try (var group = TaskGroup.<String>open(GroupPolicy.allSettled(), 1)) {
      for (String name : List.of("one", "two", "three")) {
        group.spawn(() -> {
          inside.add(name);
          sleep(ofMillis(1));
          return name;
        });
        if (name.equals("one")) {
          yieldNow();
          refuseNext();
        }
      }
      group.join();
      expectInjected(((Outcome.Failure<String>) group.outcomes().get(1)).cause());
    }
    expect(inside.equals(List.of("one", "three")), "the others have had the place: " + inside);
  }

  private static void ownerElsewhere() {
    expectRefused(() -> {
      try (var group = TaskGroup.<String>open()) {
        refuseNext();
        group.spawn(() -> "refused");
        sleep(ofSeconds(1_000));
        throw new AssertionError("the owner was not told");
      }
    });
  }

  private static void completed() {
    try (var group = TaskGroup.<String>open(GroupPolicy.allSettled())) {
      refuseNext();
      Task<String> refused = group.spawn(() -> "refused");
      Task<String> other = group.spawn(() -> "other");
      var walked = new ArrayList<Task<String>>();
      group.completed().forEach(walked::add);
      group.join();
      expect(walked.equals(List.of(refused, other)), "both are walked to");
    }
  }

  private static void starting() {
    try (var group = TaskGroup.<String>open()) {
      refuseNext();
      expectRefused(() -> group.<String>start(starting -> starting.ready("refused")));
      expect(group.<String>start(starting -> starting.ready("next")).equals("next"), "next");
      group.join();
    }
  }

  private static void groupsDaemon() {
    try (var group = TaskGroup.<String>open()) {
      refuseNext();
      Task<String> refused = group.spawnDaemon("refused", () -> {});
      group.spawn(() -> "member");
      group.join();
      expect(refused.state() == TaskState.ENDED, "it has ended");
      expect(group.results().equals(List.of("member")), "the result of the member");
    }
  }

  // ---------------------------------------------------------------- tasks

  private static void daemon() {
    refuseNext();
    Task<?> refused = spawnDaemon("refused", () -> {});
    yieldNow();
    expectInjected(((Outcome.Failure<?>) refused.outcome().orElseThrow()).cause());
  }

  private static void joined() {
    refuseNext();
    Task<String> refused = spawn(() -> "refused");
    expectRefused(refused::join);
    expectRefused(refused::join);
  }

  /** The kernel's own threads come before it: they are refused in other rounds. */
  private static void reportMain() {
    int refused = 0;
    int start = 1;
    do {
      Faults.arm(Faults.Kind.THREAD_START, start++);
      try (var _ = new LogCapture()) {
        run(Kernels.of("none"), () -> {});
      } catch (Throwable thrown) {
        expectInjected(thrown);
        refused++;
      } finally {
        Faults.disarm();
      }
    } while (Faults.isReached());
    System.out.println((refused > 0 ? "ok" : "WRONG") + ": the main task");
  }

  private static void asyncThread() {
    Task<String> refused =
        AsyncThread.start(
            "refused",
            () -> {
              throw new AssertionError("it runs");
            });
    Faults.arm(Faults.Kind.THREAD_START, 2); // the first is the task behind it
    expectRefused(refused::join);
    expect(AsyncThread.start("next", () -> "next").join().equals("next"), "the next one runs");
  }

  private static void entryPointCall() throws Exception {
    try (var door = EntryPoint.open()) {
      yieldNow();
      refuseNext();
      var refused = door.submit(() -> "refused");
      expectRefused(() -> await(refused));
      expect(await(door.submit(() -> "next")).equals("next"), "the next one runs");
    }
  }

  private static void entryPointServer() throws Exception {
    refuseNext();
    try (var door = EntryPoint.open()) {
      var refused = door.submit(() -> "refused");
      try {
        await(refused);
        throw new AssertionError("no task serves the call");
      } catch (KernelEndedException closed) {
        expect(Faults.thrown() != null, "a start was refused");
      }
    }
  }

  private static void worker() throws Exception {
    refuseNext();
    expectRefused(() -> runInThread(() -> "refused"));
    expect(runInThread(() -> "next").equals("next"), "the next one runs");
  }

  // ---------------------------------------------------------------- generators, and by hand

  private static void generator() {
    try (var numbers = Generator.<Integer>of(out -> out.yield(1))) {
      var elements = numbers.iterator();
      refuseNext();
      expectRefused(() -> {
        boolean _ = elements.hasNext();
      });
      expect(!elements.hasNext(), "it has ended by that");
    }
  }

  private static void innerGenerator() {
    var numbers =
        Generator.<Integer>of(out -> {
          out.yield(1);
          refuseNext();
          expectRefused(() -> out.yieldAll(Generator.<Integer>of(inner -> inner.yield(2))));
          out.yield(3);
        });
    var elements = new ArrayList<Integer>();
    numbers.forEach(elements::add);
    expect(elements.equals(List.of(1, 3)), "the outer one goes on: " + elements);
  }

  private static void mergedGenerator() {
    try (var numbers =
        Generator.merge(
            Generator.<Integer>of(out -> sleep(ofSeconds(1_000))),
            Generator.<Integer>of(out -> out.yield(2)))) {
      refuseNext();
      expectRefused(() -> numbers.forEach(number -> {}));
    }
  }

  private static void byHand() {
    var ends = new ArrayList<Outcome<String>>();
    var refused = Coroutine.of(() -> "refused", ends::add);
    refuseNext();
    expectInjected(((Step.Threw<String>) refused.send(null)).cause());
    expect(refused.isDone() && ends.size() == 1, "its end was noticed once");
    var next = Coroutine.of(() -> "next", ends::add);
    expect(next.send(null) instanceof Step.Returned<String>, "the next one runs");
    expect(ends.get(1) instanceof Outcome.Success<String>, "its end was noticed");
  }

  private static void guard() {
    refuseNext();
    var queue = Queue.<Integer>universal(1);
    yieldNow();
    expect(Faults.thrown() != null, "a start was refused");
    // No kernel would close it at its end, and so it is closed now.
    expect(queue.isClosed(), "it is closed");
  }

  // ---------------------------------------------------------------- what has no kernel around it

  private static void reportGuest() {
    Thread.currentThread().setName("gonzo-host-1");
    var kernel = GuestLoop.hosted(Clock.system(), new NoDevices(), () -> {});
    kernel.start();
    stepAll(kernel);
    try (var _ = new LogCapture()) {
      refuseNext();
      var refused = kernel.spawn(() -> "refused");
      stepAll(kernel);
      expect(refused.isDone(), "it was told");
      expectInjected(refused.exceptionNow());
      var next = kernel.spawn(() -> "next");
      stepAll(kernel);
      expect(next.resultNow().equals("next"), "the next one runs");
      System.out.println("ok: what a host hands in");
    } catch (Throwable wrong) {
      System.out.println("WRONG: what a host hands in");
      wrong.printStackTrace(System.out);
    }
  }

  private static void stepAll(GuestKernel kernel) {
    for (int i = 0; i < 10; i++) {
      var _ = kernel.step(10);
    }
  }
}
