package dev.gonzo.generator;

import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskState;
import dev.gonzo.report.Causes;
import dev.gonzo.report.Log;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Producers that run ahead of their consumer, each in its own task. {@code merge} and {@code
 * buffer} use it. The tasks start when the iteration starts, and have ended when it is closed.
 */
final class PrefetchSource<T extends @Nullable Object> extends Source<T> {
  private final List<? extends Generator<? extends T>> generators;
  private final int capacity;
  private final ArrayDeque<Element<T>> elements = new ArrayDeque<>();
  private final WaitQueue consumer = new WaitQueue();
  // Made beforehand: the end of a producer is reported even when the heap is full.
  private final Wake wakeConsumer = new Wake(consumer, 1);
  private final WaitQueue producers = new WaitQueue();
  private final List<Task<?>> tasks;
  private @Nullable Throwable failure;
  private int running;
  private boolean begun;
  private boolean closed;

  /** Wraps an element, because an element may be null and the queue accepts no null. */
  private record Element<T extends @Nullable Object>(T value) {}

  PrefetchSource(List<? extends Generator<? extends T>> generators, int capacity) {
    this.generators = generators;
    this.tasks = new ArrayList<>(generators.size());
    this.capacity = capacity;
  }

  @Override
  boolean advance() {
    Gonzo.checkpoint();
    begin();
    while (elements.isEmpty() && running > 0) {
      if (consumer.size() > 0) {
        throw new IllegalStateException(
            "another task is iterating the generator: only one task at a time may");
      }
      Coroutine.trap(new WaitOn(consumer));
    }
    if (!elements.isEmpty()) {
      return true;
    }
    report.ended();
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw Rethrow.unchecked(thrown);
    }
    return false;
  }

  @Override
  T take() {
    T taken = elements.remove().value();
    Coroutine.trap(new Wake(producers, 1));
    return taken;
  }

  private void begin() {
    if (!begun && !closed) {
      begun = true;
      report.begun();
      for (Generator<? extends T> generator : generators) {
        Source<? extends T> source = generator.begin();
        tasks.add(spawn(generator, source));
        running++;
      }
    }
  }

  private Task<?> spawn(Generator<? extends T> generator, Source<? extends T> source) {
    Coroutine<@Nullable Void> producer =
        Coroutine.of(
            () -> {
              run(generator, source);
              return null;
            },
            this::ended);
    return Coroutine.trap(new Spawn<>(producer, "generator", /* daemon= */ true));
  }

  private void run(Generator<? extends T> generator, Source<? extends T> source) {
    try (generator) {
      while (source.advance()) {
        put(source.take());
      }
    } catch (Throwable caught) {
      Throwable thrown = Cancellation.settled(caught);
      failed(thrown);
      if (thrown instanceof Cancelled cancelled) {
        throw cancelled;
      }
      if (Cancelled.arrived().isPresent()) {
        // A failure of its clean-up has replaced the cancellation, and is thrown in the consumer.
        throw new Cancelled("its generator has ended", Task.current().name());
      }
    }
  }

  /** As the last thing that a producer's task does, also of one that could not begin. */
  private void ended(Outcome<?> outcome) {
    running--;
    if (outcome instanceof Outcome.Failure<?>(var cause)) {
      failed(cause);
    }
    Coroutine.trap(wakeConsumer);
  }

  private void put(T element) {
    boolean madeBeforeFailure = failure == null;
    try {
      Gonzo.checkpoint();
      while (elements.size() >= capacity) {
        Coroutine.trap(new WaitOn(producers));
      }
    } catch (Cancelled cancelled) {
      if (madeBeforeFailure && !closed) {
        elements.add(new Element<>(element)); // a failure is thrown after what came before it
      }
      throw cancelled;
    }
    elements.add(new Element<>(element));
    Coroutine.trap(wakeConsumer);
  }

  private void failed(Throwable thrown) {
    if (thrown instanceof Cancelled) {
      // Expected if we closed it or another failure is known; otherwise the task was cancelled by
      // others.
      if (!closed && failure == null) {
        failure = new TaskFailedException(thrown);
      }
    } else if (failure == null) {
      failure = thrown;
      cancelAll("another producer failed");
    } else if (!Causes.suppress(/* thrown= */ failure, /* failure= */ thrown)
        && thrown != failure) {
      Log.warn("another producer failed too", thrown);
    }
  }

  private void cancelAll(String reason) {
    for (Task<?> task : tasks) {
      if (task.state() != TaskState.RUNNING) {
        boolean _ = task.requestCancel(reason);
      }
    }
  }

  /** Closes all generators, which no task has begun to iterate, even if one of them fails. */
  private void closeAll() {
    Throwable failed = null;
    for (Generator<? extends T> generator : generators) {
      try {
        generator.close();
      } catch (Throwable thrown) {
        if (failed == null) {
          failed = thrown;
        } else if (thrown instanceof Cancelled) {
          boolean _ = Causes.suppress(thrown, failed);
          failed = thrown;
        } else {
          boolean _ = Causes.suppress(failed, thrown);
        }
      }
    }
    if (failed != null) {
      throw Rethrow.unchecked(failed);
    }
  }

  @Override
  void close() {
    boolean first = !closed;
    closed = true;
    if (first && !begun) {
      closeAll();
    } else if (first) {
      cancelAll("its generator was closed");
      Gonzo.withoutCancellation(() -> tasks.forEach(task -> Coroutine.trap(new Join<>(task))));
      report.ended();
      elements.clear();
      if (failure != null) {
        throw Rethrow.unchecked(failure);
      }
    }
  }
}
