package dev.gonzo.sim;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Coroutine;
import dev.gonzo.Environment;
import dev.gonzo.Task;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import java.util.ArrayList;
import java.util.List;

/** Programs for tests, in which much is left to the seed. */
final class Programs {
  private Programs() {}

  /** The wall clock of the host, which a simulation owns. */
  static String shownByTheWallClock() {
    return Coroutine.trap(new ReadWallTime()).toString();
  }

  /** One task checks and then acts; another one comes between the two in some orders only. */
  static boolean checkThenAct() {
    boolean[] taken = {false};
    int[] takers = {0};
    List<Task<?>> tasks = new ArrayList<>();
    tasks.add(
        spawn(() -> {
          yieldNow();
          yieldNow();
          if (!taken[0]) {
            takers[0]++;
            taken[0] = true;
          }
        }));
    tasks.add(
        spawn(() -> {
          if (!taken[0]) {
            yieldNow();
            takers[0]++;
            taken[0] = true;
          }
        }));
    tasks.forEach(Task::join);
    return takers[0] == 1;
  }

  /** Tasks, queues, locks, timers, foreign threads, monitors, blocking work, random numbers. */
  static void busyHost(List<String> log, String name) {
    var queue = Queue.<Integer>bounded(2);
    var lock = Lock.of();
    var monitor = new Object();
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      tasks.add(
          spawn(() -> {
            for (int round = 0; round < 5; round++) {
              queue.put(number);
              sleep(ofMillis(Byte.toUnsignedInt(Environment.randomBytes(1)[0])));
              try (var _ = lock.acquire()) {
                yieldNow();
                log.add(name + number);
              }
            }
          }));
      tasks.add(
          spawn(() -> {
            for (int round = 0; round < 5; round++) {
              int taken = queue.get();
              synchronized (monitor) {
                yieldNow();
                log.add(name + "took" + taken);
              }
            }
          }));
    }
    tasks.add(
        spawn(() -> {
          int counted = runInThread(() -> log.size());
          log.add(name + "counted" + counted);
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(
                Thread.ofVirtual()
                    .start(() -> {
                      Thread.yield();
                      log.add(name + "thread" + number);
                    }));
          }
          for (Thread thread : threads) {
            thread.join();
          }
        }));
    tasks.forEach(Task::join);
  }

  /** Three hosts, one of which crashes and comes back. */
  static Ending<List<String>> world(SimulationOptions options) {
    var simulation = Simulation.of(options);
    List<String> log = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      var _ =
          simulation.host(
              name,
              () -> {
                while (true) {
                  busyHost(log, name);
                  sleep(ofMillis(100));
                }
              });
    }
    Host last = simulation.host("d", () -> busyHost(log, "d"));
    return simulation.run(() -> {
      sleep(ofMillis(300));
      last.crash();
      last.restart();
      sleep(ofSeconds(3));
      return log;
    });
  }

  /** Prints the hashes of some seeds, for tests with several JVMs: with or without traces. */
  public static void main(String[] arguments) {
    int seeds = Integer.parseInt(arguments[0]);
    boolean isTraced = arguments.length > 1;
    for (int seed = 0; seed < seeds; seed++) {
      print(seed, world(options(seed, isTraced)));
      print(seed, StoreProgram.world(options(seed, isTraced)));
    }
  }

  private static SimulationOptions options(long seed, boolean isTraced) {
    SimulationOptions options = SimulationOptions.ofSeed(seed);
    return isTraced ? options.withTrace(_ -> {}) : options;
  }

  private static void print(long seed, Ending<List<String>> ending) {
    List<String> log = ending.valueOrThrow();
    System.out.println(seed + " " + ending.history() + " " + log.hashCode() + " " + log.size());
  }
}
