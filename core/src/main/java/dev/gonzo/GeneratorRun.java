package dev.gonzo;

import dev.gonzo.carrier.Carrier;
import dev.gonzo.trap.Trap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A producer's coroutine, and who drives it: the one who iterates. Its traps are made in the name
 * of that one; an element is a stop without a trap.
 *
 * <p>A producer that hands over to another one ({@code yieldAll}) is not resumed for each element:
 * the consumer drives the innermost itself, so that a recursion of any depth costs the same an
 * element. What belongs to the consumer stands in the outermost run, the root.
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
  // Who drives this one instead of its own consumer, and whom it has handed over to.
  private GeneratorRun<?> root = this;
  private @Nullable GeneratorRun<?> delegator;
  private @Nullable GeneratorRun<?> delegate;
  // From here on: of the root only.
  private GeneratorRun<?> active = this;
  private boolean inside;
  private boolean interrupted;
  private @Nullable Task<?> task;
  private @Nullable Scope entered;
  private @Nullable Cancelled closing;
  private int yieldsWhileClosing;

  GeneratorRun(Generator.Body<T, ?> body) {
    coroutine =
        Coroutine.unwatched(() -> {
          body.produce(this);
          return null;
        });
  }

  /** The task that iterates, while it does; null if it is an ordinary thread. */
  @Override
  public @Nullable Task<?> task(@Nullable Task<?> own) {
    return root.task;
  }

  /** Whether a coroutine iterates at the moment. */
  @Override
  public boolean isInside() {
    return root.inside;
  }

  // ---------------------------------------------------------------- the producer's side

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the consumer answers as the trap's type says
  public <R extends @Nullable Object> R answer(Trap<R> asked) throws Exception {
    if (!root.inside) {
      throw OutsideKernelException.here();
    }
    Task<?> iterating = root.task;
    if (iterating != null && iterating.isUnwinding() && asked.isCheckpoint()) {
      iterating.cancellation().noteCheckpoint(coroutine, false);
    }
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
          delegate = run; // nobody reports it: whoever closes or drops the root means this one too
          stop("yieldAll");
        } else {
          while (source.advance()) {
            this.yield(source.take());
          }
        }
      }
    } else {
      elements.forEach(this::yield);
    }
  }

  private void stop(String where) {
    boolean went = false;
    try {
      went = coroutine.suspend();
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
      throw Sneaky.rethrow(thrown instanceof Cancelled cancelled ? cancelled.arrive() : thrown);
    }
  }

  private void refuseHere() {
    if (!coroutine.isRunning()) {
      throw new IllegalStateException(
          "yield is for the body of its own generator: a task that it spawns, or a generator inside"
              + " it, cannot yield in its name");
    }
    if (root.closing != null) {
      throw new IllegalStateException("the generator is being closed: its clean-up cannot yield");
    }
    Task<?> iterating = root.task;
    if (iterating != null && iterating.cancellation().innermost() != root.entered) {
      throw new IllegalStateException(
          "a generator cannot yield inside a block with a deadline, a shield or a group that it has"
              + " opened: the block would go on around whatever its consumer does next; leave it"
              + " before the yield");
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
      switch (current.coroutine.resume()) {
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
      begun = true;
      report.begun();
      coroutine.attach(this);
    }
  }

  private void serve(Trap<?> asked) {
    trap = null;
    try {
      answer = Coroutine.trapFor(coroutine, asked);
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

  /** Whether that was the root; if not, the one that it came from goes on. */
  private boolean ended() {
    report.ended();
    Throwable thrown =
        switch (coroutine.outcome()) {
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
      throw Sneaky.rethrow(thrown);
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
              "the generator goes on yielding while it is closed: let Cancelled pass");
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
    if (Debug.ENABLED) {
      HeldMonitors.refuse();
    }
    Thread here = Thread.currentThread();
    Thread other = (Thread) CONSUMER.compareAndExchange(this, null, here);
    if (other != null) {
      throw new IllegalStateException(
          other == here || coroutine.isRunning()
              ? "the generator is running: it cannot iterate or close itself"
              : "the generator is being iterated by "
                  + (task != null ? "task " + task.name() : "thread " + other.getName())
                  + ": one at a time");
    }
    inside = Coroutine.isInside();
    task = Coroutine.runningTask();
    entered = task == null ? null : task.cancellation().innermost();
  }

  private void leave() {
    inside = false;
    task = null;
    entered = null;
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

  /** The block of the producer is one of the consumer; so is an interrupt of it. */
  private void awaitUnblocked() {
    boolean interrupt = root.interrupted;
    while (!unblocked) {
      if (interrupt) {
        interrupt = false;
        interruptPassedOn = true;
        coroutine.thread().interrupt();
      } else {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          interrupt = true;
          // A kernel that interrupts takes its flag away by itself, an ordinary thread has it back.
          root.interrupted |= !root.inside;
        }
      }
    }
    unblocked = false;
  }
}
