package explored;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A small program that a number decides: tasks that share fields, arrays, collections and their
 * views, queues, locks and more. Its result shows the state at its end.
 */
public final class RandomProgram implements AsyncCallable<String, Exception> {
  private static final int OPERATIONS = 22;

  private static int count;

  private final List<int[]> tasks = new ArrayList<>();

  /** What the tasks of one run share. */
  private static final class Shared {
    int one;
    int two;
    final int[] array = new int[2];
    final List<String> log = new ArrayList<>();
    final Map<Integer, Integer> map = new TreeMap<>();
    final List<Integer> numbers = new ArrayList<>(List.of(1, 2));
    final List<Integer> view = numbers.subList(0, 1);
    final Consumer<String> logging = log::add;
    final AtomicInteger atomic = new AtomicInteger();
    final StringBuilder text = new StringBuilder();
    final Queue<Integer> queue = Queue.bounded(1);
    final Lock lock = Lock.of();
    final Semaphore semaphore = Semaphore.of(1);
    final Event event = Event.of();
    final List<Task<?>> tasks = new ArrayList<>();

    String state() {
      return ""
          + one
          + two
          + array[0]
          + array[1]
          + log
          + map
          + numbers
          + atomic
          + text
          + queue.size()
          + semaphore.available()
          + event.isSet()
          + (count - counted);
    }

    final int counted = count;
  }

  /**
   * Creates a program.
   *
   * @param seed the number
   */
  public RandomProgram(long seed) {
    var random = new Random(seed);
    int most = 2 + random.nextInt(2);
    for (int task = 0; task < most; task++) {
      int[] operations = new int[1 + random.nextInt(most == 2 ? 3 : 2)];
      for (int i = 0; i < operations.length; i++) {
        operations[i] = random.nextInt(OPERATIONS);
      }
      tasks.add(operations);
    }
  }

  @Override
  public String call() throws Exception {
    var shared = new Shared();
    for (int[] operations : tasks) {
      String name = "t" + shared.tasks.size();
      shared.tasks.add(
          spawn(() -> {
            for (int operation : operations) {
              run(operation, name, shared);
            }
          }));
    }
    sleep(Duration.ofSeconds(1));
    for (Task<?> task : shared.tasks) {
      task.cancel();
    }
    return shared.state();
  }

  private static void add(Shared shared, String name) {
    shared.log.add(name + shared.queue.get());
  }

  private static void run(int operation, String name, Shared shared) throws Exception {
    switch (operation) {
      case 0 -> shared.one++;
      case 1 -> {
        int before = shared.two;
        yieldNow();
        shared.two = before + 1;
      }
      case 2 -> shared.array[0] += shared.array[1] + 1;
      case 3 -> shared.array[1]++;
      case 4 -> shared.log.add(name);
      case 5 -> shared.map.merge(shared.map.size(), 1, Integer::sum);
      case 6 -> shared.map.values().removeIf(value -> value == 1);
      case 7 -> shared.view.set(0, shared.view.get(0) + shared.one);
      case 8 -> shared.numbers.forEach(number -> shared.text.append(number));
      case 9 -> shared.logging.accept(name + shared.numbers.size());
      case 10 -> shared.atomic.addAndGet(shared.atomic.get() + 1);
      case 11 -> {
        Iterator<Integer> iterator = shared.numbers.iterator();
        shared.text.append(iterator.next());
      }
      case 12 -> shared.queue.put(shared.one);
      case 13 -> shared.log.add(name + shared.queue.get());
      case 14 -> shared.log.add(name + shared.queue.tryGet());
      case 15 -> {
        try (var _ = shared.lock.acquire()) {
          yieldNow();
          shared.one = shared.one * 2 + 1;
        }
      }
      case 16 -> {
        try (var _ = shared.semaphore.acquire()) {
          shared.log.add(name);
          yieldNow();
        }
      }
      case 17 -> shared.event.set();
      case 18 -> {
        shared.event.await();
        shared.two++;
      }
      case 19 -> shared.tasks.getFirst().requestCancel("by " + name);
      case 20 -> {
        if (!ignoreAfter(Duration.ofMillis(1), () -> add(shared, name))) {
          shared.log.add(name + "late");
        }
      }
      default -> {
        try {
          yieldNow();
          count++;
        } catch (Cancelled cancelled) {
          shared.log.add(name + "cancelled");
          throw cancelled;
        }
      }
    }
  }
}
