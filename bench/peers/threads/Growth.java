import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Many virtual threads that take turns, and many timers: {@code go turns TASKS TURNS} and {@code go
 * timers TASKS PER_SECOND SECONDS}. They share one carrier thread, because the process has one
 * core, so plain fields will do.
 */
final OperatingSystemMXBean system =
    (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

volatile long count;
volatile boolean isOver;
volatile boolean isWatched;
long lastTurn;
long slowest;
long started;

void main() throws Exception {
  IO.println("ready");
  for (String line; (line = IO.readln()) != null; ) {
    String[] words = line.split(" ");
    int tasks = Integer.parseInt(words[2]);
    String[] answer = new String[1];
    count = 0;
    started = 0;
    slowest = 0;
    isOver = false;
    isWatched = false;
    var all = new Thread[tasks];
    Thread.ofVirtual()
        .start(() -> {
          answer[0] =
              words[1].equals("turns")
                  ? turns(all, Long.parseLong(words[3]))
                  : timers(all, Long.parseLong(words[3]), Long.parseLong(words[4]));
        })
        .join();
    for (Thread one : all) {
      one.join();
    }
    IO.println(answer[0]);
  }
}

String turns(Thread[] all, long turns) {
  long heapBefore = heap();
  for (int i = 0; i < all.length; i++) {
    all[i] = Thread.startVirtualThread(this::takeTurns);
  }
  while (started < all.length) {
    Thread.yield();
  }
  count = 0;
  long before = system.getProcessCpuTime();
  while (count < turns) {
    Thread.yield();
  }
  long counted = count;
  long used = system.getProcessCpuTime() - before;
  long heapOfOne = (heap() - heapBefore) / all.length;
  lastTurn = System.nanoTime();
  count = 0;
  isWatched = true;
  while (count < 2L * all.length) {
    Thread.yield();
  }
  isOver = true;
  return answer(counted, used, heapOfOne);
}

long heap() {
  System.gc();
  return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
}

void takeTurns() {
  started++;
  while (!isOver) {
    Thread.yield();
    count++;
    if (isWatched) {
      long now = System.nanoTime();
      slowest = Math.max(slowest, now - lastTurn);
      lastTurn = now;
    }
  }
}

String timers(Thread[] all, long perSecond, long seconds) {
  var period = Duration.ofNanos(1_000_000_000L * all.length / perSecond);
  for (int i = 0; i < all.length; i++) {
    var first = Duration.ofNanos(period.toNanos() * i / all.length);
    all[i] = Thread.startVirtualThread(() -> sleepAgain(first, period));
  }
  sleep(period.plusMillis(500)); // now each has been awake once
  count = 0;
  long before = system.getProcessCpuTime();
  sleep(Duration.ofSeconds(seconds));
  long counted = count;
  long used = system.getProcessCpuTime() - before;
  isOver = true;
  return answer(counted, used, 0);
}

void sleepAgain(Duration first, Duration period) {
  sleep(first);
  while (!isOver) {
    sleep(period);
    count++;
  }
}

void sleep(Duration duration) {
  try {
    Thread.sleep(duration);
  } catch (InterruptedException interrupted) {
    throw new IllegalStateException(interrupted);
  }
}

String answer(long counted, long used, long heapOfOne) {
  return "{\"operations\":%d,\"cpu_nanos\":%d,\"slowest_nanos\":%d,\"heap\":%d}"
      .formatted(counted, used, slowest, heapOfOne);
}
