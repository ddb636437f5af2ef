package dev.gonzo.generator;

import dev.gonzo.Cancelled;
import dev.gonzo.CannotSuspendException;
import dev.gonzo.Coroutine;
import dev.gonzo.CoroutineDriver;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TrapHandler;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.Trap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a producer's coroutine, driven by the code that iterates. The producer's traps are made on
 * behalf of the iterating task; for an element the coroutine stops without a trap.
 *
 * <p>A producer that delegates to another one ({@code yieldAll}) is not resumed for each element:
 * the consumer drives the innermost producer itself, so that the cost of an element does not depend
 * on the depth of the recursion. The consumer's state is kept in the outermost run, the root.
 */
final class GeneratorRun<T extends @Nullable Object> extends Source<T>
    implements TrapHandler, Generator.Output<T> {
  private static final int MOST_YIELDS_WHILE_CLOSING = 1_000;
  private static final VarHandle CONSUMER;

  static {
    try {
      CONSUMER = MethodHandles.lookup().findVarHandle(GeneratorRun.class, "consumer", Thread.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Coroutine<@Nullable Void> coroutine;
  private volatile @Nullable Thread consumer;
  private volatile boolean unblocked;
  private boolean interruptPassedOn;
  private boolean begun;
  private @Nullable Trap<?> trap;
  private @Nullable Object answer;
  private @Nullable Throwable raised;
  private @Nullable Object item;
  // The root drives this run for its consumer; delegator and delegate are the neighbours in
  // yieldAll.
  private GeneratorRun<?> root = this;
  private @Nullable GeneratorRun<?> delegator;
  private @Nullable GeneratorRun<?> delegate;
  // The fields from here on are used in the root only.
  private GeneratorRun<?> active = this;
  private boolean inside;
  private boolean interrupted;
  private @Nullable Task<?> task;
  // How many blocks the iterating task is in: those of the consumer.
  private int blocksAtEntry;
  private @Nullable Cancelled closing;
  private int yieldsWhileClosing;

  GeneratorRun(Generator.Body<T, ?> body) {
    coroutine =
        CoroutineDriver.unwatched(() -> {
          body.produce(this);
          return null;
        });
  }

  /** The task that is iterating; null if that is an ordinary thread, or nothing iterates now. */
  @Override
  public @Nullable Task<?> task(@Nullable Task<?> own) {
    return root.task;
  }

  /** Whether a coroutine is iterating at this moment. */
  @Override
  public boolean isInside() {
    return root.inside;
  }

  // ---------------------------------------------------------------- the producer's side

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the consumer answers as the trap's type says
  public <R extends @Nullable Object> R answer(Trap<R> asked) throws Exception {
    Coroutine.requireInside();
    trap = asked;
    stop(asked.toString());
    R given = (R) answer;
    answer = null;
    return given;
  }

  @Override
  public void yield(T element) {
    refuseHere();
    item = element;
    stop("yield");
  }

  @Override
  public void yieldAll(Iterable<? extends T> elements) {
    refuseHere();
    if (elements instanceof Generator<? extends T> generator) {
      Source<? extends T> source = generator.claim();
      try (generator) {
        if (source instanceof GeneratorRun<?> run) {
          delegate = run; // needs no report of its own: it is closed and reported with the root
          stop("yieldAll");
        } else {
          while (source.advance()) {
            this.yield(source.take());
          }
        }
      }
    } else {
      // Not forEach: a synchronized collection would hold its monitor while the consumer runs.
      for (T element : elements) {
        this.yield(element);
      }
    }
  }

  private void stop(String where) {
    boolean went = false;
    try {
      went = CoroutineDriver.suspend(coroutine);
    } finally {
      if (!went) {
        trap = null;
        item = null;
        delegate = null;
      }
    }
    if (!went) {
      throw new CannotSuspendException(where);
    }
    if (interruptPassedOn) {
      interruptPassedOn = false;
      boolean _ = Thread.interrupted();
    }
    Throwable thrown = raised;
    if (thrown != null) {
      raised = null;
      throw Rethrow.unchecked(CoroutineDriver.arrivingHere(thrown));
    }
  }

  private boolean isCurrent() {
    return Carrier.current() == coroutine;
  }

  private void refuseHere() {
    if (!isCurrent()) {
      throw new IllegalStateException(
          "only the body of a generator can yield to it: tasks that it spawns and"
              + " generators inside it cannot");
    }
    if (root.closing != null) {
      throw new IllegalStateException(
          "the generator is being closed, so its clean-up cannot yield");
    }
    if (CoroutineDriver.openBlocks() != root.blocksAtEntry) {
      throw new IllegalStateException(
          "a generator cannot yield inside a block with a deadline, a shield, a group or a"
              + " task-local value that it has opened, because the block would also apply to its"
              + " consumer: leave it before the yield");
    }
  }

  // ---------------------------------------------------------------- the consumer's side

  @Override
  boolean advance() {
    if (coroutine.isDone()) {
      return false;
    }
    enter();
    try {
      return drive();
    } finally {
      leave();
    }
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // delegates yield what the root may yield
  T take() {
    T taken = (T) active.item;
    active.item = null;
    return taken;
  }

  private boolean drive() {
    while (true) {
      GeneratorRun<?> current = active;
      current.begin();
      if (!inside) {
        // A coroutine that is mounted on a platform thread takes that thread's flag away.
        interrupted |= !Carrier.foreignBlocksKeepTheDriver() && Thread.interrupted();
      }
      switch (CoroutineDriver.resumeOrGiveUp(current.coroutine)) {
        case SUSPENDED -> {
          if (current.trap != null) {
            current.serve(current.trap);
          } else if (current.delegate != null) {
            handOver(current, current.delegate);
          } else {
            return true;
          }
        }
        case YIELDED -> {}
        case BLOCKED -> current.awaitUnblocked();
        case ENDED -> {
          if (current.ended()) {
            return false;
          }
        }
      }
    }
  }

  private void begin() {
    if (!begun) {
      CoroutineDriver.attach(
          coroutine, this); // first: if there is no memory for it, nothing has begun
      begun = true;
      report.begun();
    }
  }

  private void serve(Trap<?> asked) {
    trap = null;
    try {
      answer = CoroutineDriver.trapFor(coroutine, asked);
    } catch (Throwable throwable) {
      raised = throwable;
    }
  }

  private void handOver(GeneratorRun<?> from, GeneratorRun<?> to) {
    from.delegate = null;
    to.delegator = from;
    to.root = this;
    active = to;
  }

  /** Whether the root has ended; otherwise the run that delegated to this one continues. */
  private boolean ended() {
    report.ended();
    Throwable thrown =
        switch (CoroutineDriver.outcome(coroutine)) {
          case Outcome.Success<?> _ -> null;
          case Outcome.Failure<?>(var cause) -> cause;
          case Outcome.Cancellation<?>(var cancelled) -> cancelled;
        };
    GeneratorRun<?> next = delegator;
    if (next != null) {
      root.active = next;
      next.raised = thrown == null ? root.closing : thrown;
      return false;
    }
    if (thrown != null) {
      throw Rethrow.unchecked(thrown);
    }
    return true;
  }

  @Override
  void close() {
    if (!begun || coroutine.isDone()) {
      return;
    }
    enter();
    try {
      var cancelled = new Cancelled("its generator was closed", Thread.currentThread().getName());
      closing = cancelled;
      active.raised = cancelled;
      while (drive()) {
        active.item = null;
        if (++yieldsWhileClosing == MOST_YIELDS_WHILE_CLOSING) {
          throw new IllegalStateException(
              "the generator keeps yielding while it is being closed: let Cancelled propagate");
        }
      }
    } catch (Cancelled cancelled) {
      if (cancelled != closing) {
        throw cancelled;
      }
    } finally {
      leave();
    }
  }

  private void enter() {
    CoroutineDriver.refuseHeldMonitors();
    Thread here = Thread.currentThread();
    Thread other = (Thread) CONSUMER.compareAndExchange(this, null, here);
    if (other != null) {
      throw new IllegalStateException(
          other == here || isCurrent()
              ? "the generator is running: it cannot iterate or close itself"
              : "the generator is being iterated by "
                  + (task != null ? "task " + task.name() : "thread " + other.getName())
                  + ": only one at a time may");
    }
    inside = Coroutine.isRunning();
    task = CoroutineDriver.runningTask();
    blocksAtEntry = CoroutineDriver.openBlocks();
  }

  private void leave() {
    inside = false;
    task = null;
    consumer = null;
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  // ---------------------------------------------------------------- foreign blocks

  @Override
  public void unblocked() {
    unblocked = true;
    LockSupport.unpark(root.consumer);
  }

  /**
   * A foreign block of the producer blocks the consumer too, and interrupts of the consumer are
   * passed on.
   */
  private void awaitUnblocked() {
    boolean interrupt = root.interrupted;
    while (!unblocked) {
      if (interrupt) {
        interrupt = false;
        interruptPassedOn = true;
        CoroutineDriver.thread(coroutine).interrupt();
      } else {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          interrupt = true;
          // A kernel clears the flag that it has set itself; an ordinary thread gets it back.
          root.interrupted |= !root.inside;
        }
      }
    }
    unblocked = false;
  }
}
