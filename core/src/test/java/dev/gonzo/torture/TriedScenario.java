package dev.gonzo.torture;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.queue.Select.select;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.generator.Generator;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import dev.gonzo.process.Command;
import dev.gonzo.queue.Broadcast;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.DrainedException;
import dev.gonzo.queue.Queue;
import dev.gonzo.queue.QueueOptions;
import dev.gonzo.queue.Select;
import dev.gonzo.queue.SlowConsumers;
import dev.gonzo.queue.Subscription;
import dev.gonzo.queue.TakeOrder;
import dev.gonzo.sync.AbandonedException;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Semaphore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A scenario, of which one step fails. Created again for each run. */
interface TriedScenario {
  /** Runs the scenario. */
  void run() throws Exception;

  /** Checks, without further faults, that everything it has used can still be used. */
  default void check() throws Exception {}

  /** The scenarios, by name. */
  enum Named {
    GROUP(Group::new, false),
    DEADLINES(Deadlines::new, false),
    LOCK(Locked::new, false),
    LOCKS_APART(LocksApart::new, false),
    PERMITS_APART(PermitsApart::new, false),
    QUEUE_APART(QueueApart::new, false),
    CONDITION(Signalled::new, false),
    SEMAPHORE(Permits::new, false),
    QUEUE(Queued::new, false),
    UNIVERSAL_QUEUE(ScenariosWithThreads.SharedQueue::new, false),
    SELECT(Selected::new, false),
    THREAD(Threaded::new, false),
    GENERATOR(Generated::new, false),
    BROADCAST(Sent::new, false),
    RETRIED(RetriedOperations::new, false),
    CALLBACK(ScenariosWithThreads.CalledBack::new, false),
    ASYNC_THREAD(ScenariosWithThreads.ServedThread::new, false),
    ENTRY_POINT(ScenariosWithThreads.CalledFromOutside::new, false),
    FILE(Filed::new, true),
    SOCKET(Connected::new, true),
    UDP(Exchanged::new, true),
    PROCESS(Filtered::new, true),
    PIPELINE(FilteredTwice::new, true);

    private final Supplier<TriedScenario> maker;
    private final boolean needsDevices;

    Named(Supplier<TriedScenario> maker, boolean needsDevices) {
      this.maker = maker;
      this.needsDevices = needsDevices;
    }

    TriedScenario make() {
      return maker.get();
    }

    boolean needsDevices() {
      return needsDevices;
    }
  }

  /** Three members, of which each cleans up. */
  final class Group implements TriedScenario {
    @Override
    public void run() {
      try (var group = TaskGroup.<Integer>open()) {
        for (int i = 1; i <= 3; i++) {
          int number = i;
          group.spawn(() -> member(number));
        }
        group.join();
        expect(group.results().size() == 3, "three results");
      }
    }

    private static int member(int number) {
      try {
        sleep(ofMillis(number));
        return number;
      } finally {
        sleep(ofMillis(1));
      }
    }
  }

  /** Deadlines in deadlines, of which some pass. */
  final class Deadlines implements TriedScenario {
    @Override
    public void run() {
      ignoreAfter(
          ofMillis(10),
          () -> {
            ignoreAfter(ofMillis(5), () -> sleep(ofMillis(20)));
            withoutCancellation(() -> sleep(ofMillis(1)));
            sleep(ofMillis(20));
          });
      sleep(ofMillis(20)); // no deadline remains
    }
  }

  /** Tasks that hold a lock in turn. */
  final class Locked implements TriedScenario {
    private final Lock lock = Lock.of();
    private int inside;

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        for (int i = 0; i < 3; i++) {
          group.spawn(this::work);
        }
        work();
        group.join();
      }
    }

    private void work() {
      try (var _ = lock.acquire()) {
        expect(++inside == 1, "one inside");
        try {
          sleep(ofMillis(1));
        } finally {
          inside--;
        }
      }
    }

    @Override
    public void check() {
      expect(lock.holder().isEmpty(), "the lock is free");
      expect(lock.waiting().isEmpty(), "no task waits for the lock");
      unlessAbandoned(() -> timeoutAfter(ofSeconds(5), this::work));
    }
  }

  /** Tasks that share only a lock: if one fails, the others must not be blocked. */
  final class LocksApart implements TriedScenario {
    private final Lock lock = Lock.of();

    @Override
    public void run() {
      Apart.run(this::work, this::work, this::work);
    }

    private void work() {
      for (int i = 0; i < 2; i++) {
        try (var _ = lock.acquire()) {
          sleep(ofMillis(1));
        }
      }
    }

    @Override
    public void check() {
      expect(lock.holder().isEmpty(), "the lock is free");
      unlessAbandoned(() -> timeoutAfter(ofSeconds(5), this::work));
    }
  }

  /** The same with permits. */
  final class PermitsApart implements TriedScenario {
    private final Semaphore semaphore = Semaphore.of(3);

    @Override
    public void run() {
      Apart.run(() -> work(2), () -> work(3), () -> work(1));
    }

    private void work(int count) {
      for (int i = 0; i < 2; i++) {
        try (var _ = semaphore.acquire(count)) {
          sleep(ofMillis(1));
        }
      }
    }

    @Override
    public void check() {
      expect(semaphore.holders().isEmpty(), "no task holds a permit");
      unlessAbandoned(() -> timeoutAfter(ofSeconds(5), () -> work(3)));
    }
  }

  /** The same with a queue, which is closed when the putting tasks have ended. */
  final class QueueApart implements TriedScenario {
    private final Queue<Integer> queue =
        Queue.of(
            QueueOptions.<Integer>bounded(1)
                .withOrder(TakeOrder.smallest(Comparator.naturalOrder())));
    private int putting = 2;
    private int put;
    private int got;

    @Override
    public void run() {
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 2; i++) {
        tasks.add(spawn(Coroutine.of(this::put, _ -> closeAfterLast())));
        tasks.add(spawn(this::get));
      }
      Apart.join(tasks);
    }

    private Object put() {
      for (int i = 0; i < 3; i++) {
        queue.put(i);
        put++;
      }
      return null;
    }

    private void closeAfterLast() {
      if (--putting == 0) {
        queue.close();
      }
    }

    private void get() {
      for (int _ : queue) {
        got++;
      }
    }

    @Override
    public void check() {
      int left = 0;
      try {
        while (queue.tryGet().isPresent()) {
          left++;
        }
      } catch (DrainedException all) {
        // Nothing is left.
      }
      expect(Math.abs(put - got - left) <= 1, put + " put, " + got + " got, " + left + " left");
    }
  }

  /** Tasks that must all end, although one of them may fail. */
  final class Apart {
    private Apart() {}

    static void run(AsyncRunnable<?>... works) {
      join(Stream.of(works).<Task<?>>map(work -> spawn(work)).toList());
    }

    static void join(List<Task<?>> tasks) {
      TaskFailedException first = null;
      for (Task<?> task : tasks) {
        try {
          task.join();
        } catch (TaskFailedException failed) {
          if (first == null) {
            first = failed;
          } else {
            first.addSuppressed(failed);
          }
        }
      }
      if (first != null) {
        throw first;
      }
    }
  }

  /** Tasks that wait for items, and others that produce them. */
  final class Signalled implements TriedScenario {
    private final Lock lock = Lock.of();
    private final dev.gonzo.sync.Condition filled = lock.newCondition();
    private int kept;

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(this::take);
        group.spawn(this::take);
        group.spawn(this::make);
        make();
        group.join();
      }
    }

    private void make() {
      try (var _ = lock.acquire()) {
        sleep(ofMillis(1));
        kept++;
        filled.signal();
      }
    }

    private void take() {
      try (var _ = lock.acquire()) {
        while (kept == 0) {
          filled.await();
        }
        kept--;
      }
    }

    @Override
    public void check() {
      expect(lock.holder().isEmpty(), "the lock is free");
      expect(lock.waiting().isEmpty(), "no task waits for the lock");
      expect(filled.waiting().isEmpty(), "no task waits for the condition");
      unlessAbandoned(() -> timeoutAfter(ofSeconds(5), this::make));
    }
  }

  /** Tasks that share permits. */
  final class Permits implements TriedScenario {
    private final Semaphore semaphore = Semaphore.of(3);

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(() -> work(2));
        group.spawn(() -> work(3));
        group.spawn(() -> work(1));
        work(2);
        group.join();
      }
    }

    private void work(int count) {
      try (var _ = semaphore.acquire(count)) {
        sleep(ofMillis(count));
      }
    }

    @Override
    public void check() {
      expect(semaphore.waiting().isEmpty(), "no task waits for a permit");
      expect(semaphore.holders().isEmpty(), "no task holds a permit");
      unlessAbandoned(() -> {
        expect(semaphore.available() == 3, "all permits are back");
        timeoutAfter(ofSeconds(5), () -> work(3));
      });
    }
  }

  /** Tasks that put, and tasks that get. */
  final class Queued implements TriedScenario {
    private final Queue<Integer> queue = Queue.bounded(1);
    private int put;
    private int got;

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(this::put);
        group.spawn(this::get);
        group.spawn(this::put);
        get();
        group.join();
      }
    }

    private void put() {
      for (int i = 0; i < 3; i++) {
        queue.put(i);
        put++;
      }
    }

    private void get() {
      for (int i = 0; i < 3; i++) {
        int _ = queue.get();
        got++;
      }
    }

    @Override
    public void check() {
      int left = 0;
      while (queue.tryGet().isPresent()) {
        left++;
      }
      // One put or get may have happened although it threw: that task has failed.
      expect(Math.abs(put - got - left) <= 1, put + " put, " + got + " got, " + left + " left");
      timeoutAfter(
          ofSeconds(5),
          () -> {
            queue.put(1);
            int _ = queue.get();
          });
    }
  }

  /** A choice between channels. */
  final class Selected implements TriedScenario {
    private final Channel<String> one = Channel.buffered(1);
    private final Channel<String> other = Channel.buffered(1);

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        group.spawn(() -> {
          sleep(ofMillis(1));
          one.send("one");
        });
        group.spawn(() -> {
          sleep(ofMillis(2));
          other.send("other");
        });
        for (int i = 0; i < 3; i++) {
          String _ =
              select(
                  one.onReceive(item -> item),
                  other.onReceive(item -> item),
                  Select.after(ofMillis(10), () -> "nothing"));
        }
        group.join();
      }
    }
  }

  /** Work in threads. */
  final class Threaded implements TriedScenario {
    @Override
    public void run() throws Exception {
      try (var group = TaskGroup.<Integer>open()) {
        group.spawn(() -> runInThread(() -> 1));
        group.spawn(() -> runInThread(() -> 2));
        group.join();
      }
    }
  }

  /** A file that is written and read. */
  final class Filed implements TriedScenario {
    @Override
    public void run() throws Exception {
      Path path =
          Path.of(
              System.getProperty("java.io.tmpdir"),
              "gonzo-torture-" + ProcessHandle.current().pid());
      try {
        AsyncFiles.writeString(path, "text".repeat(100));
        expect(AsyncFiles.readString(path).equals("text".repeat(100)), "the text");
      } finally {
        boolean _ = Files.deleteIfExists(path);
      }
    }
  }

  /** Two datagrams, there and back. */
  final class Exchanged implements TriedScenario {
    @Override
    public void run() throws Exception {
      try (var one = Udp.open("127.0.0.1", 0);
          var other = Udp.open("127.0.0.1", 0);
          var group = TaskGroup.<Void>open()) {
        group.spawn(() -> {
          var buffer = new byte[10];
          var datagram = other.receiveFrom(buffer);
          other.sendTo(buffer, 0, datagram.length(), datagram.sender());
        });
        one.sendTo("hello".getBytes(UTF_8), other.localAddress());
        var buffer = new byte[10];
        expect(one.receiveFrom(buffer).length() == 5, "five bytes");
        group.join();
      }
    }
  }

  /** A program that copies its input. */
  final class Filtered implements TriedScenario {
    @Override
    public void run() throws Exception {
      try (var cat = Command.of("cat").start()) {
        var captured = cat.communicate("hello".getBytes(UTF_8), 100);
        expect(captured.outputText().equals("hello"), "what was put in");
      }
    }
  }

  /** Two programs, the second of which reads what the first writes. */
  final class FilteredTwice implements TriedScenario {
    @Override
    public void run() throws Exception {
      try (var cats = Command.of("cat").pipeTo(Command.of("cat")).start()) {
        var captured = cats.communicate("hello".getBytes(UTF_8), 100);
        expect(captured.outputText().equals("hello"), "what was put in");
      }
    }
  }

  /** A generator inside a generator, iterated to its end and left half way. */
  final class Generated implements TriedScenario {
    @Override
    public void run() {
      int sum = 0;
      try (var numbers = numbers()) {
        for (int number : numbers) {
          sum += number;
        }
      }
      expect(sum == 6, "the sum is 6, and not " + sum);
      try (var numbers = numbers()) {
        for (int number : numbers) {
          if (number == 2) {
            break;
          }
        }
      }
    }

    private static Generator<Integer> numbers() {
      return Generator.of(out -> {
        out.yield(1);
        sleep(ofMillis(1));
        out.yieldAll(Generator.<Integer>of(inner -> inner.yield(2)));
        out.yield(3);
      });
    }
  }

  /** One that sends to all who listen. */
  final class Sent implements TriedScenario {
    private final Broadcast<Integer> broadcast = Broadcast.of(SlowConsumers.suspend(1));

    @Override
    public void run() {
      try (var group = TaskGroup.<Void>open()) {
        for (int i = 0; i < 2; i++) {
          var subscription = broadcast.subscribe();
          group.spawn(() -> receive(subscription));
        }
        for (int i = 0; i < 3; i++) {
          broadcast.send(i);
        }
        broadcast.close();
        group.join();
      }
    }

    private static void receive(Subscription<Integer> subscription) {
      try (subscription) {
        int count = 0;
        for (int _ : subscription) {
          count++;
        }
        expect(count == 3, "three, and not " + count);
      }
    }
  }

  /** A server and a client. */
  final class Connected implements TriedScenario {
    @Override
    public void run() throws Exception {
      try (var listener = Tcp.listen("127.0.0.1", 0);
          var group = TaskGroup.<Void>open()) {
        Task<?> server = group.spawn("server", () -> listener.serve(Connected::echo));
        try (var client = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
          client.writeAll("hello".getBytes(UTF_8));
          var buffer = new byte[5];
          int count = 0;
          for (int n; count < 5 && (n = client.read(buffer, count, 5 - count)) > 0; ) {
            count += n;
          }
        }
        server.cancel();
      }
    }

    private static void echo(Socket client) throws Exception {
      var buffer = new byte[100];
      for (int n; (n = client.read(buffer)) > 0; ) {
        client.writeAll(buffer, 0, n);
      }
    }
  }

  private static void unlessAbandoned(Runnable use) {
    try {
      use.run();
    } catch (AbandonedException told) {
      // The failed task ended while holding it, and later tasks get the exception.
    }
  }

  static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }
}
