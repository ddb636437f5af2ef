package dev.gonzo.torture;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.suspendUntil;
import static dev.gonzo.Gonzo.yieldNow;
import static dev.gonzo.torture.TriedScenario.expect;

import dev.gonzo.AsyncThread;
import dev.gonzo.Coroutine;
import dev.gonzo.EntryPoint;
import dev.gonzo.Task;
import dev.gonzo.queue.ClosedException;
import dev.gonzo.queue.DrainedException;
import dev.gonzo.queue.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Scenarios in which plain threads take part. Nothing fails in these threads themselves; but
 * whatever fails in the kernel or in a task, none of them may be left waiting.
 */
final class ScenariosWithThreads {
  private ScenariosWithThreads() {}

  private static void start(List<Thread> started, Runnable work) {
    Thread thread = Thread.ofPlatform().daemon().name("beside").unstarted(work);
    started.add(thread);
    thread.start();
  }

  /** Waits for their end, and lets the kernel run, which they may need for it. */
  private static void join(List<Thread> threads) {
    while (threads.stream().anyMatch(Thread::isAlive)) {
      yieldNow();
    }
  }

  /** Tasks and threads that share a universal queue: if one of them fails, the others go on. */
  static final class SharedQueue implements TriedScenario {
    private static final int EACH = 3;

    private final AtomicInteger putting = new AtomicInteger(2);
    private final AtomicInteger put = new AtomicInteger();
    private final AtomicInteger got = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private Queue<Integer> queue = Queue.universal(1);

    @Override
    public void run() {
      queue = Queue.universal(1); // one that is closed with the kernel
      try {
        start(threads, this::putInThread);
        start(threads, this::get);
        Task<?> puts = spawn(Coroutine.of(this::put, _ -> closeAfterLast()));
        Apart.join(List.of(puts, spawn(this::get)));
      } finally {
        queue.close(); // ends the threads if a task did not do its part
      }
    }

    private Object put() {
      for (int i = 0; i < EACH; i++) {
        queue.put(i);
        put.incrementAndGet();
      }
      return null;
    }

    private void putInThread() {
      try {
        put();
      } catch (ClosedException failedElsewhere) {
        // The scenario has ended without this thread.
      } finally {
        closeAfterLast();
      }
    }

    private void closeAfterLast() {
      if (putting.decrementAndGet() == 0) {
        try {
          queue.close();
        } catch (StackOverflowError | OutOfMemoryError refused) {
          queue.close(); // it has not begun, and the others wait for it
        }
      }
    }

    private void get() {
      for (int _ : queue) {
        got.incrementAndGet();
      }
    }

    @Override
    public void check() {
      join(threads);
      int left = 0;
      try {
        while (queue.tryGet().isPresent()) {
          left++;
        }
      } catch (DrainedException all) {
        // Nothing is left.
      }
      // One put or get may have happened although it threw.
      expect(
          Math.abs(put.get() - got.get() - left) <= 1,
          put + " put, " + got + " got, " + left + " left");
    }
  }

  /** Tasks that a callback on another thread resumes. */
  static final class CalledBack implements TriedScenario {
    private final List<Thread> threads = new ArrayList<>();

    @Override
    public void run() {
      Apart.run(() -> await(1), () -> await(2));
    }

    private void await(int value) {
      int got = suspendUntil(resumer -> start(threads, () -> resumer.resume(value)));
      expect(got == value, "the value is " + value + ", and not " + got);
    }

    @Override
    public void check() {
      join(threads);
    }
  }

  /** A thread that calls the kernel: it gets an answer to each call, or a failure. */
  static final class ServedThread implements TriedScenario {
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Override
    public void run() {
      int sum = AsyncThread.start("served", this::work).join();
      expect(sum == 6, "the sum is 6, and not " + sum);
    }

    @Override
    public void check() {
      join(threads);
    }

    private int work() {
      threads.add(Thread.currentThread());
      int sum = 0;
      for (int i = 1; i <= 3; i++) {
        int number = i;
        sum +=
            AsyncThread.await(() -> {
              yieldNow();
              return number;
            });
      }
      return sum;
    }
  }

  /** Threads that call the kernel through an entry point: each gets an answer, or a failure. */
  static final class CalledFromOutside implements TriedScenario {
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = Queue.universal(2);

    @Override
    public void run() {
      try (EntryPoint door = EntryPoint.open()) {
        start(threads, () -> call(door, 1));
        start(threads, () -> call(door, 2));
        int sum = answers.get() + answers.get();
        for (Throwable failure : failures) {
          throw new AssertionError("a call has failed", failure);
        }
        expect(sum == 3, "the sum is 3, and not " + sum);
      }
    }

    private void call(EntryPoint door, int number) {
      int answer = 0;
      try {
        answer = door.call(() -> number);
      } catch (RuntimeException | Error refused) {
        failures.add(refused);
      }
      answers.put(answer);
    }

    @Override
    public void check() {
      join(threads);
    }
  }
}
