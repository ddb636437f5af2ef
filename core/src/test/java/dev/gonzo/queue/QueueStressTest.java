package dev.gonzo.queue;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads and the tasks of two kernels on one queue, with cancellations at random: each item is
 * received once, or goes to the hook once.
 */
@Timeout(300)
class QueueStressTest {
  private static final int ITEMS = 100_000;
  private static final int PRODUCERS_OF_A_KIND = 2;
  private static final int KINDS = 3; // threads, tasks of one kernel, tasks of the other

  static LongStream seeds() {
    Long repeated = Long.getLong("queue.seed");
    return repeated != null ? LongStream.of(repeated) : new Random().longs(3);
  }

  @ParameterizedTest(name = "-Dqueue.seed={0}")
  @MethodSource("seeds")
  void no_item_is_lost_and_none_comes_twice(long seed) throws Exception {
    int capacity = (int) Math.floorMod(seed, 4L);
    new Stress(seed, capacity, false).run();
  }

  @ParameterizedTest(name = "-Dqueue.seed={0}")
  @MethodSource("seeds")
  void nor_by_select(long seed) throws Exception {
    new Stress(seed, (int) Math.floorMod(seed, 3L), true).run();
  }

  private static final class Stress {
    private final long seed;
    private final boolean selecting;
    private final AtomicIntegerArray received = new AtomicIntegerArray(ITEMS);
    private final AtomicIntegerArray undelivered = new AtomicIntegerArray(ITEMS);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger producing = new AtomicInteger(KINDS * PRODUCERS_OF_A_KIND);
    private final Channel<Integer> channel;
    private final Channel<Integer> other;

    Stress(long seed, int capacity, boolean selecting) {
      this.seed = seed;
      this.selecting = selecting;
      var shape =
          QueueOptions.<Integer>bounded(capacity)
              .withUniversalAccess()
              .withUndeliveredHook(undelivered::incrementAndGet);
      channel = Channel.of(shape);
      other = Channel.of(shape);
    }

    void run() throws Exception {
      var ends = new ArrayList<FutureTask<Void>>();
      for (int i = 0; i < PRODUCERS_OF_A_KIND; i++) {
        ends.add(start(this::produce));
        ends.add(start(this::consume));
      }
      for (int kernel = 1; kernel < KINDS; kernel++) {
        var random = new Random(seed + kernel);
        ends.add(start(() -> dev.gonzo.Gonzo.run(Kernels.of(), () -> tasks(random))));
      }
      for (var end : ends) {
        end.get();
      }
      for (int i = 0; i < ITEMS; i++) {
        assertThat(received.get(i) + undelivered.get(i))
            .as("item %d: received %d, undelivered %d", i, received.get(i), undelivered.get(i))
            .isEqualTo(1);
      }
      assertThat(channel.state().waitingGetters()).isZero();
      assertThat(channel.state().waitingPutters()).isZero();
    }

    private static FutureTask<Void> start(Runnable body) {
      var future = new FutureTask<Void>(body, null);
      Thread.ofPlatform().daemon().start(future);
      return future;
    }

    private void tasks(Random random) {
      var producers = new ArrayList<Task<?>>();
      var consumers = new ArrayList<Task<?>>();
      for (int i = 0; i < PRODUCERS_OF_A_KIND; i++) {
        producers.add(spawn(this::produce));
        consumers.add(spawn(this::consume));
      }
      while (next.get() < ITEMS) {
        replaceOne(producers, random, true);
        replaceOne(consumers, random, false);
        for (int turns = random.nextInt(20); turns > 0; turns--) {
          yieldNow();
        }
      }
      producers.forEach(Stress::end);
      consumers.forEach(Stress::end);
    }

    private void replaceOne(List<Task<?>> tasks, Random random, boolean producer) {
      if (random.nextInt(4) > 0) {
        return;
      }
      int index = random.nextInt(tasks.size());
      Task<?> victim = tasks.get(index);
      if (producer) {
        producing.incrementAndGet();
        tasks.set(index, spawn(this::produce));
      } else {
        tasks.set(index, spawn(this::consume));
      }
      victim.cancel();
    }

    private static void end(Task<?> task) {
      try {
        task.join();
      } catch (dev.gonzo.TaskFailedException ended) {
        assertThat(ended.getCause()).isInstanceOf(DrainedException.class);
      }
    }

    /** A cancelled producer has passed its item to the hook; the next one continues. */
    private void produce() {
      try {
        for (int item = next.getAndIncrement(); item < ITEMS; item = next.getAndIncrement()) {
          (item % 2 == 0 && selecting ? other : channel).send(item);
        }
      } finally {
        if (producing.decrementAndGet() == 0) {
          channel.close();
          other.close();
        }
      }
    }

    private void consume() {
      if (selecting) {
        selectAll();
      } else {
        channel.forEach(received::incrementAndGet);
      }
    }

    private void selectAll() {
      try {
        while (true) {
          Select.<Integer>select(
              channel.onReceive(received::incrementAndGet),
              other.onReceive(received::incrementAndGet));
        }
      } catch (DrainedException end) {
        // The other one may have some left.
        channel.forEach(received::incrementAndGet);
        other.forEach(received::incrementAndGet);
      }
    }
  }
}
