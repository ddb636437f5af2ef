package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.queue.Select.select;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Barrier;
import dev.gonzo.sync.Condition;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Semaphore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Small programs for {@link Orders}, two or three tasks for each thing by which tasks wait for each
 * other. Each throws if something is lost, doubled or left behind, in whatever order its tasks run,
 * and whichever of them is cancelled: so it never throws.
 */
public final class OrderPrograms {
  private OrderPrograms() {}

  /** {@return the programs, by the names of what they are about} */
  public static Map<String, AsyncCallable<String, Exception>> all() {
    Map<String, AsyncCallable<String, Exception>> all = new LinkedHashMap<>();
    all.put("queue", of(QueueItems::new));
    all.put("channel and select", of(ChannelItems::new));
    all.put("lock", of(LockHolders::new));
    all.put("condition", of(ConditionSignals::new));
    all.put("semaphore", of(SemaphorePermits::new));
    all.put("group", of(GroupMembers::new));
    all.put("deadline", of(DeadlineItems::new));
    all.put("event", of(EventWaits::new));
    all.put("barrier", of(BarrierParties::new));
    return all;
  }

  /** One of the programs: what its tasks do, and what must hold afterwards. */
  interface Program {
    List<AsyncRunnable<?>> tasks();

    /** Called when nothing can happen any more, but some tasks may wait; the result in words. */
    String atRest();

    /** Called when all tasks have ended. */
    default void atEnd() {}
  }

  /** The main task: lets the others run until nothing happens any more, and ends them. */
  static AsyncCallable<String, Exception> of(Supplier<Program> programs) {
    return () -> {
      Program program = programs.get();
      List<Task<?>> tasks = new ArrayList<>();
      for (AsyncRunnable<?> body : program.tasks()) {
        tasks.add(spawn(body));
      }
      sleep(ofSeconds(1));
      String result = program.atRest();
      for (Task<?> task : tasks) {
        boolean _ = task.requestCancel("the program ends");
      }
      for (Task<?> task : tasks) {
        if (task.awaitEnd() instanceof Outcome.Failure<?>(Throwable cause)) {
          throw new AssertionError(task.name() + " failed", cause);
        }
      }
      program.atEnd();
      return result;
    };
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Two tasks put, one takes: no item is lost or doubled, and none waits without a reason. */
  private static final class QueueItems implements Program {
    private final Queue<Integer> queue = Queue.bounded(1);
    private final List<Integer> put = new ArrayList<>();
    private final List<Integer> got = new ArrayList<>();

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(() -> put(1, 2), () -> put(3), () -> get(2));
    }

    private void put(int... items) {
      for (int item : items) {
        queue.put(item);
        put.add(item);
      }
    }

    private void get(int count) {
      for (int i = 0; i < count; i++) {
        got.add(queue.get());
      }
    }

    @Override
    public String atRest() {
      int inQueue = queue.size();
      require(got.size() + inQueue == put.size(), "put " + put + ", got " + got + ", " + inQueue);
      require(got.indexOf(2) < 0 || got.indexOf(1) < got.indexOf(2), "out of order: " + got);
      return "got " + got;
    }

    @Override
    public void atEnd() {
      while (queue.tryGet().isPresent()) {
        got.add(0);
      }
      require(got.size() == put.size(), "put " + put + ", got at last " + got);
    }
  }

  /** Two tasks send to a channel each, another one takes from whichever is ready. */
  private static final class ChannelItems implements Program {
    private final Channel<Integer> one = Channel.rendezvous();
    private final Channel<Integer> two = Channel.buffered(1);
    private int sent;
    private int received;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(() -> send(one), () -> send(two), this::receive);
    }

    private void send(Channel<Integer> channel) {
      channel.send(1);
      sent++;
    }

    private void receive() {
      for (int i = 0; i < 2; i++) {
        received += select(one.onReceive(item -> item), two.onReceive(item -> item));
      }
    }

    @Override
    public String atRest() {
      require(
          received + two.size() == sent, "sent " + sent + ", received " + received + ", " + two);
      return "received " + received;
    }
  }

  /** Two tasks hold a lock, one of them for longer than a turn. */
  private static final class LockHolders implements Program {
    private final Lock lock = Lock.of();
    private int inside;
    private int entered;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(() -> hold(true), () -> hold(false));
    }

    private void hold(boolean suspends) {
      try (var _ = lock.acquire()) {
        require(++inside == 1, "two tasks hold the lock");
        try {
          if (suspends) {
            sleep(ofMillis(1));
          }
        } finally {
          inside--;
        }
        entered++;
      }
    }

    @Override
    public String atRest() {
      require(lock.holder().isEmpty(), "the lock is held: " + lock);
      require(lock.waiting().isEmpty(), "a task waits for a free lock: " + lock);
      return entered + " entered";
    }
  }

  /** Two tasks wait for what a third one makes: no signal is lost, unless its waiter is. */
  private static final class ConditionSignals implements Program {
    private final Lock lock = Lock.of();
    private final Condition made = lock.newCondition();
    private int kept;
    private int taken;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(this::take, this::take, this::make);
    }

    private void take() {
      try (var _ = lock.acquire()) {
        while (kept == 0) {
          made.await();
        }
        kept--;
        taken++;
      }
    }

    private void make() {
      try (var _ = lock.acquire()) {
        kept++;
        made.signal();
      }
    }

    @Override
    public String atRest() {
      require(lock.holder().isEmpty(), "the lock is held: " + lock);
      require(kept == 0 || made.waiting().isEmpty(), "a task waits for what is there: " + made);
      return taken + " taken";
    }
  }

  /** Two tasks take one and two of two permits. */
  private static final class SemaphorePermits implements Program {
    private final Semaphore semaphore = Semaphore.of(2);
    private int inside;
    private int entered;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(() -> take(2), () -> take(1));
    }

    private void take(int count) {
      try (var _ = semaphore.acquire(count)) {
        inside += count;
        require(inside <= 2, "more permits than there are");
        try {
          sleep(ofMillis(count));
        } finally {
          inside -= count;
        }
        entered++;
      }
    }

    @Override
    public String atRest() {
      require(semaphore.available() == 2, "a permit is lost: " + semaphore);
      require(semaphore.waiting().isEmpty(), "a task waits for a permit: " + semaphore);
      return entered + " entered";
    }
  }

  /** A group of two in a task: when the task has ended, its members have. */
  private static final class GroupMembers implements Program {
    private final Queue<Integer> queue = Queue.bounded(1);
    private int begun;
    private int ended;
    private boolean isLeft;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(this::run);
    }

    private void run() {
      try (var group = TaskGroup.<Void>open()) {
        boolean _ = group.spawn(() -> member(() -> queue.put(1))).isDaemon();
        boolean _ = group.spawn(() -> member(queue::get)).isDaemon();
        group.join();
      } finally {
        isLeft = true;
        require(begun == ended, begun + " members began and " + ended + " ended");
      }
    }

    private void member(Runnable body) {
      begun++;
      try {
        body.run();
      } finally {
        ended++;
      }
    }

    @Override
    public String atRest() {
      return ended + " ended, " + queue.size() + " left";
    }

    @Override
    public void atEnd() {
      require(isLeft || begun == 0, "the group is not left");
    }
  }

  /** A deadline expires before, while or after an item comes: the item is there, or was got. */
  private static final class DeadlineItems implements Program {
    private final Queue<Integer> queue = Queue.bounded(1);
    private @Nullable Deadline deadline;
    private int put;
    private int got;
    private int late;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(this::put, this::get, this::expire);
    }

    private void put() {
      queue.put(1);
      put++;
    }

    private void get() {
      try {
        timeoutAfter(
            ofMillis(1), (Deadline.Body<@Nullable Void, RuntimeException>) this::getWithin);
      } catch (DeadlineExceededException expired) {
        late++;
      } finally {
        deadline = null;
      }
    }

    private @Nullable Void getWithin(Deadline limit) {
      deadline = limit;
      got += queue.get();
      return null;
    }

    private void expire() {
      if (deadline != null) {
        deadline.expire();
      }
    }

    @Override
    public String atRest() {
      require(got + queue.size() == put, "put " + put + ", got " + got + ", " + queue);
      return got + " got, " + late + " late";
    }
  }

  /** Two tasks wait for an event, which a third one sets. */
  private static final class EventWaits implements Program {
    private final Event event = Event.of();
    private int went;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(this::pass, this::pass, event::set);
    }

    private void pass() {
      event.await();
      went++;
    }

    @Override
    public String atRest() {
      require(
          !event.isSet() || event.waiting().isEmpty(), "a task waits for a set event: " + event);
      return went + " went";
    }
  }

  /** Two tasks meet at a barrier: both pass, or neither. */
  private static final class BarrierParties implements Program {
    private final Barrier barrier = Barrier.of(2);
    private int passed;

    @Override
    public List<AsyncRunnable<?>> tasks() {
      return List.of(this::meet, this::meet);
    }

    private void meet() {
      int _ = barrier.await();
      passed++;
    }

    @Override
    public String atRest() {
      return passed + " passed, " + barrier.waiting().size() + " waiting";
    }
  }
}
