import dev.gonzo.Moment;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.queue.Select.select;

import dev.gonzo.Task;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Lock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;

/*
 * What single operations cost, beside the numbers that the design asks for.
 *
 *   GONZO_JAVA_OPTS="-Xmx6g -Xmn3g -Dgonzo.watchdog=0" ./gonzo run docs/measure/Micro.java
 *   ... ./gonzo run docs/measure/Micro.java sleepers 100000     only these, and how many
 *   ... ./gonzo run docs/measure/Micro.java operations          only the others
 *
 * Wall-clock time says what a user waits, and suffers from whatever else the machine does; the CPU time of the kernel's
 * thread does not, and leaves out the collector's and the compiler's threads. Each operation's figures are medians.
 * The sleepers are waked cold (the first in this JVM), warm, and after a full collection, which is also when their
 * heap is counted: what the collector has moved is slower to wake.
 */

private static final int ROUNDS = 9;
private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

private long kernelThread;

void main(String... arguments) throws Exception {
  String only = arguments.length > 0 ? arguments[0] : "all";
  int sleepers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
  run(() -> {
    kernelThread = kernelThread();
    if (!only.equals("operations")) {
      sleepers(sleepers);
    }
    if (!only.equals("sleepers")) {
      operations();
      growth(sleepers);
    }
  });
}

// ---------------------------------------------------------------- operations

interface Operation {
  void times(int n) throws Exception;
}

void operations() throws Exception {
  IO.println("%n%-44s %10s %10s %10s".formatted("nanoseconds an operation", "wall", "CPU", "to reach"));
  measure("suspend and resume", 250, 300_000, n -> {
    for (int i = 0; i < n; i++) {
      yieldNow();
    }
  });
  measure("spawn and join", 1_000, 100_000, n -> {
    for (int i = 0; i < n; i++) {
      int _ = spawn(() -> 1).join();
    }
  });
  measure("set a timeout and clear it", 200, 300_000, n -> {
    for (int i = 0; i < n; i++) {
      int _ = timeoutAfter(Duration.ofSeconds(1), () -> 1);
    }
  });
  measure("queue, an item between two tasks, local", 500, 100_000, n -> handOver(Queue.bounded(0), n));
  measure("queue, the same, universal", 0, 100_000, n -> handOver(Queue.universal(0), n));
  measure("select over two channels, an item", 0, 100_000, this::selecting);
  var lock = Lock.of();
  measure("lock handed over, and a turn given up", 750, 200_000, n -> {
    Task<?>[] two = new Task<?>[2];
    for (int task = 0; task < 2; task++) {
      two[task] =
          spawn(() -> {
            for (int i = 0; i < n / 2; i++) {
              try (var _ = lock.acquire()) {
                yieldNow(); // so that the other one comes, and waits
              }
            }
          });
    }
    for (Task<?> task : two) {
      task.join();
    }
  });
  measure("lock taken and released, free", 50, 300_000, n -> {
    for (int i = 0; i < n; i++) {
      try (var _ = lock.acquire()) {
        // No other task wants it.
      }
    }
  });
}

void measure(String what, int toReach, int n, Operation operation) throws Exception {
  long[] wall = new long[ROUNDS];
  long[] cpu = new long[ROUNDS];
  for (int round = -2; round < ROUNDS; round++) {
    long began = System.nanoTime();
    long cpuBegan = cpu();
    operation.times(n);
    if (round >= 0) {
      cpu[round] = (cpu() - cpuBegan) / n;
      wall[round] = (System.nanoTime() - began) / n;
    }
  }
  IO.println("%-44s %10d %10d %10s".formatted(what, median(wall), median(cpu), toReach == 0 ? "" : toReach));
}

void handOver(Queue<Integer> queue, int n) {
  var taker = spawn(() -> {
    for (int i = 0; i < n; i++) {
      queue.get();
    }
  });
  for (int i = 0; i < n; i++) {
    queue.put(i);
  }
  taker.join();
}

void selecting(int n) {
  var left = Channel.<Integer>rendezvous();
  var right = Channel.<Integer>rendezvous();
  var taker = spawn(() -> {
    for (int i = 0; i < n; i++) {
      int _ = select(left.onReceive(item -> item), right.onReceive(item -> -item));
    }
  });
  for (int i = 0; i < n; i++) {
    (i % 2 == 0 ? left : right).send(i);
  }
  taker.join();
}

// ---------------------------------------------------------------- many tasks

void growth(int most) throws Exception {
  IO.println("%n%-44s %10s %10s".formatted("nanoseconds a turn, by how many take turns", "wall", "CPU"));
  for (int tasks = 1_000; tasks <= most; tasks *= 10) {
    int many = tasks;
    measure("%,d tasks".formatted(tasks), 0, Math.max(tasks, 200_000), n -> turns(many, n / many));
  }
}

void turns(int tasks, int each) {
  int[] left = {tasks};
  for (int i = 0; i < tasks; i++) {
    spawn(() -> {
      for (int turn = 0; turn < each; turn++) {
        yieldNow();
      }
      left[0]--;
    });
  }
  while (left[0] > 0) {
    yieldNow();
  }
}

void sleepers(int n) throws Exception {
  IO.println("%-34s %15s %15s %15s".formatted("%,d sleepers".formatted(n), "start ms (CPU)", "wake ms (CPU)", "heap B each"));
  for (String round : new String[] {"cold", "warm", "after a full collection"}) {
    boolean collect = round.startsWith("after");
    long heapBefore = collect ? heap() : 0;
    int[] left = {n};
    long[] ended = new long[1];
    Duration end = Moment.now().sinceOrigin().plusSeconds(3).plusNanos((collect ? 25_000L : 10_000L) * n);
    long ends = System.nanoTime() + end.minus(Moment.now().sinceOrigin()).toNanos();
    long began = System.nanoTime();
    long cpuBegan = cpu();
    for (int i = 0; i < n; i++) {
      spawn(() -> {
        sleep(end.minus(Moment.now().sinceOrigin()));
        if (--left[0] == 0) {
          ended[0] = System.nanoTime();
        }
      });
    }
    yieldNow(); // first come, first served: when this turn comes, all of them sleep
    long started = System.nanoTime() - began;
    long cpuStarted = cpu() - cpuBegan;
    long each = collect ? (heap() - heapBefore) / n : 0;
    if (System.nanoTime() > ends) {
      throw new IllegalStateException("the first sleepers woke before the last ones slept");
    }
    long cpuAsleep = cpu();
    while (left[0] > 0) {
      sleep(end.minus(Moment.now().sinceOrigin()).isPositive() ? end.minus(Moment.now().sinceOrigin()) : Duration.ofMillis(5));
    }
    IO.println("%-34s %15s %15s %15s".formatted(
        round,
        milliseconds(started, cpuStarted),
        milliseconds(ended[0] - ends, cpu() - cpuAsleep),
        collect ? each : ""));
  }
  IO.println("%-34s %15s %15s %15s".formatted("to reach, for a million", "3000", "1500", "900"));
}

// ---------------------------------------------------------------- instruments

String milliseconds(long nanos, long cpuNanos) {
  return "%d (%d)".formatted(nanos / 1_000_000, cpuNanos / 1_000_000);
}

long median(long[] values) {
  long[] sorted = values.clone();
  Arrays.sort(sorted);
  return sorted[sorted.length / 2];
}

long heap() {
  System.gc();
  return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
}

long cpu() {
  return THREADS.getThreadCpuTime(kernelThread);
}

long kernelThread() {
  return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
      .filter(thread -> thread.getThreadName().startsWith("gonzo-kernel-"))
      .findFirst()
      .orElseThrow()
      .getThreadId();
}
