package dev.gonzo.kernel.loop;

import dev.gonzo.AsyncCallable;
import dev.gonzo.DeadlockException;
import dev.gonzo.Task;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.services.JvmServices;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a small program on the loop kernel in every order in which its tasks can get their turns.
 *
 * <p>Each run follows a script: at the n-th point where more than one task is ready, the n-th
 * number selects the task that runs, in the order in which they became ready; after the end of the
 * script, the first one runs. A run records how many tasks there were to choose from, and the next
 * script increments the last number that can be incremented: a depth-first search of the tree of
 * all orders. (After stateless model checking as in Godefroid, "Model Checking for Programming
 * Languages using VeriSoft", POPL 1997.)
 *
 * <p>With a budget of 0, every checkpoint is such a point, not only those that wait, as if the task
 * had used up its budget.
 */
final class Explorer {
  /** A program, created again for each run. */
  interface Program {
    /** The main task. */
    void run() throws Exception;

    /** Checks the state after the run, and throws if it is wrong. Not in a task. */
    void check() throws Exception;
  }

  /**
   * The result of an exploration.
   *
   * @param orders how many runs there were
   * @param complete whether these were all orders, not only the maximum number
   * @param failures how many of them failed
   * @param deadlocks how many of the failures were deadlocks
   * @param first the first failure, with the script that repeats it; null if there was none
   */
  record Result(
      int orders, boolean complete, int failures, int deadlocks, @Nullable AssertionError first) {
    /** All orders were tried, and none of them failed. */
    Result expectNoFailure() {
      if (first != null) {
        throw first;
      }
      if (!complete) {
        throw new AssertionError("there are more than " + orders + " orders");
      }
      return this;
    }
  }

  private final int budget;
  private final int most;

  /**
   * Creates an explorer.
   *
   * @param budget how many traps in a row are answered at once; {@link LoopKernel#BUDGET} to switch
   *     only where a task waits, 0 to switch at every checkpoint
   * @param most the greatest number of orders to try
   */
  Explorer(int budget, int most) {
    this.budget = budget;
    this.most = most;
  }

  Result explore(Supplier<? extends Program> programs) {
    int[] script = {};
    int orders = 0;
    int failures = 0;
    int deadlocks = 0;
    AssertionError first = null;
    while (orders < most) {
      var choices = new Choices(script);
      Throwable failure = run(programs.get(), choices);
      orders++;
      if (failure != null) {
        failures++;
        deadlocks += failure instanceof DeadlockException ? 1 : 0;
        first = first == null ? described(failure, choices, orders) : first;
      }
      int[] next = choices.next();
      if (next == null) {
        return new Result(orders, true, failures, deadlocks, first);
      }
      script = next;
    }
    return new Result(orders, false, failures, deadlocks, first);
  }

  /** Runs one order again: that of a script. */
  void repeat(Supplier<? extends Program> programs, int... script) {
    var choices = new Choices(script);
    Throwable failure = run(programs.get(), choices);
    if (failure != null) {
      throw described(failure, choices, 1);
    }
  }

  private static AssertionError described(Throwable failure, Choices choices, int order) {
    return new AssertionError(
        "order %d fails: %s. Repeat it with the script %s"
            .formatted(order, failure, choices.taken()),
        failure);
  }

  private @Nullable Throwable run(Program program, Choices choices) {
    AsyncCallable<@Nullable Void, Exception> main =
        () -> {
          program.run();
          return null;
        };
    try (var kernel =
        new LoopKernel(
            new VirtualClock(), new NoDevices(), JvmServices::new, () -> {}, choices, budget)) {
      Task<@Nullable Void> task = kernel.start(main);
      runToTheEnd(kernel);
      if (kernel.end().failure() instanceof DeadlockException deadlock) {
        return deadlock;
      }
      var _ = task.outcome().orElseThrow().valueOrThrow();
      program.check();
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  private static void runToTheEnd(LoopKernel kernel) {
    while (!kernel.isDone()) {
      kernel.step(1);
      if (!kernel.isDone() && kernel.waitNanos() != 0) {
        throw new IllegalStateException(
            "the program waits for another thread: an explored one must be closed");
      }
    }
  }

  /** A ready queue that follows a script, and records the number of choices. */
  private static final class Choices extends ReadyQueue {
    private final List<LoopTask<?>> ready = new ArrayList<>();
    private final int[] script;
    private final List<Integer> taken = new ArrayList<>();
    private final List<Integer> available = new ArrayList<>();

    Choices(int[] script) {
      this.script = script;
    }

    @Override
    protected void add(LoopTask<?> task) {
      ready.add(task);
    }

    @Override
    protected @Nullable LoopTask<?> poll() {
      if (ready.isEmpty()) {
        return null;
      }
      if (ready.size() == 1) {
        return ready.removeFirst();
      }
      int place = taken.size();
      int choice = place < script.length ? script[place] : 0;
      taken.add(choice);
      available.add(ready.size());
      return ready.remove(choice);
    }

    @Override
    protected void remove(LoopTask<?> task) {
      ready.remove(task);
    }

    @Override
    protected boolean isEmpty() {
      return ready.isEmpty();
    }

    List<Integer> taken() {
      return taken;
    }

    /** The script of the next order; null if this was the last. */
    int @Nullable [] next() {
      int last = taken.size() - 1;
      while (last >= 0 && taken.get(last) + 1 >= available.get(last)) {
        last--;
      }
      if (last < 0) {
        return null;
      }
      int[] next = taken.subList(0, last + 1).stream().mapToInt(Integer::intValue).toArray();
      next[last]++;
      return next;
    }
  }
}
