package dev.gonzo.sim;

import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program that knows nothing of Gonzo, but that it is in tasks. It blocks in calls of the JDK,
 * and reads the JDK's clocks and random numbers. Run in a JVM with the agent.
 */
final class Unmodified {
  private static final List<String> LOG = new ArrayList<>();

  private Unmodified() {}

  /**
   * Runs it in a simulation.
   *
   * @param arguments the seed
   */
  public static void main(String[] arguments) {
    long began = System.nanoTime();
    Ending<?> ending = Simulation.ofSeed(Long.parseLong(arguments[0])).run(Unmodified::program);
    ending.failure().ifPresent(Throwable::printStackTrace);
    LOG.forEach(System.out::println);
    System.out.println(ending.time() + " history " + ending.history());
    System.err.println("in " + (System.nanoTime() - began) / 1_000_000 + " ms");
  }

  private static void log(String what) {
    LOG.add(Instant.now() + " " + what);
  }

  private static void program() {
    var queue = new LinkedBlockingQueue<String>();
    var lock = new ReentrantLock();
    var monitor = new Object();
    List<Task<?>> tasks = new ArrayList<>();
    tasks.add(
        spawn(() -> {
          Thread.sleep(Duration.ofHours(1));
          log("slept an hour");
          queue.add("item");
        }));
    tasks.add(
        spawn(() -> {
          log("polled " + queue.poll(30, TimeUnit.MINUTES));
          log("polled " + queue.poll(2, TimeUnit.HOURS));
        }));
    tasks.add(
        spawn(() -> {
          synchronized (monitor) {
            monitor.wait(90_000);
          }
          log("waited 90 s");
        }));
    tasks.add(
        spawn(() -> {
          lock.lock();
          try {
            Thread.sleep(10_000);
          } finally {
            lock.unlock();
          }
        }));
    tasks.add(
        spawn(() -> {
          Thread.sleep(1);
          log("locked in 5 s: " + lock.tryLock(5, TimeUnit.SECONDS));
          log("locked in 20 s: " + lock.tryLock(20, TimeUnit.SECONDS));
        }));
    tasks.add(
        spawn(() -> {
          try {
            log("got " + new CompletableFuture<String>().get(190, TimeUnit.HOURS));
          } catch (TimeoutException expected) {
            log("timed out after 190 h");
          }
        }));
    tasks.add(
        spawn(() -> {
          long before = System.nanoTime();
          LockSupport.parkNanos(5_000_000_000L);
          log("parked " + (System.nanoTime() - before) + " ns");
        }));
    tasks.add(spawn(Unmodified::chance));
    tasks.forEach(Task::join);
  }

  private static void chance() throws InterruptedException {
    log("millis " + System.currentTimeMillis() + ", " + LocalDate.now(ZoneOffset.UTC));
    log("uuid " + UUID.randomUUID());
    log("random " + new Random().nextInt() + " " + Math.random());
    log("of the thread " + ThreadLocalRandom.current().nextInt());
    int[] drawn = new int[1];
    Thread.ofVirtual().start(() -> drawn[0] = ThreadLocalRandom.current().nextInt()).join();
    log("of a virtual thread " + drawn[0]);
    Iterator<String> set = Set.of("a", "b", "c", "d", "e", "f", "g").iterator();
    log("set " + set.next() + set.next() + set.next());
  }
}
