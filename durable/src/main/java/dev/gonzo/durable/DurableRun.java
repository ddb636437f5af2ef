package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.codec.DamagedValueException;
import dev.gonzo.codec.TooLargeException;
import dev.gonzo.codec.UnsupportedTypeException;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.kernel.ReplayKernel;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One durable task while this process runs it. First the kernel of its body gets the recorded
 * events, without any effect; then each new event is recorded before the kernel gets it.
 */
final class DurableRun<A extends @Nullable Object, R extends @Nullable Object> {
  private static final int TURNS = 1_000;
  private static final byte[] NOTHING = {};

  private final Durable<A, R> function;
  private final DurableOptions options;
  private final TaskRecord task;
  private final boolean fresh;
  private final History history;
  private final ReplayKernel kernel;
  private final Delivery delivery;
  private final StepTasks steps;
  private final Queue<Happened> happened = new ArrayDeque<>();
  private final Event arrived = Event.of("an event of a durable task");

  private DurableRun(
      Durable<A, R> function,
      DurableOptions options,
      TaskRecord task,
      boolean fresh,
      History history,
      A argument) {
    this.function = function;
    this.options = options;
    this.task = task;
    this.fresh = fresh;
    this.history = history;
    this.kernel =
        new ReplayKernel(task.task().at(), task.task().seed(), () -> function.body().run(argument));
    this.delivery = new Delivery(kernel, function.values());
    this.steps = new StepTasks(task.task(), this::accept);
  }

  /** Loads a task that was claimed. */
  @Async
  static <A extends @Nullable Object, R extends @Nullable Object> DurableRun<A, R> load(
      Durable<A, R> function,
      DurableOptions options,
      TaskRecord task,
      boolean fresh,
      History history)
      throws ParkingException {
    try {
      A argument = function.arguments().decode(task.task().argument());
      return new DurableRun<>(function, options, task, fresh, history, argument);
    } catch (DamagedValueException damaged) {
      throw new ParkingException(
          "its argument cannot be read by " + function.name() + ": " + damaged.getMessage());
    }
  }

  /** Hands an event to the run. Called by tasks of the same kernel. */
  void accept(Happened event) {
    happened.add(event);
    arrived.set();
  }

  /** Runs the task to its end. If it throws, the task is unfinished. */
  @Async
  void run() throws IOException, ParkingException {
    try {
      countAttempt();
      for (Entry entry : history.recorded()) {
        settle();
        delivery.deliver(entry);
      }
      settle();
      while (!kernel.isDone()) {
        goOn();
      }
      finish();
    } catch (Cancelled stopped) {
      Gonzo.withoutCancellation(() -> keepResults(stopped));
      throw stopped;
    } finally {
      Gonzo.withoutCancellation(steps::stop);
    }
  }

  /** Records what steps had for the body when it was stopped: they need not run again. */
  @Async
  private void keepResults(Cancelled stopped) {
    // What fails from here on, fails because it is stopped.
    var ends = new ArrayList<>(happened);
    happened.clear();
    steps.stop();
    happened.stream().filter(Happened.StepReturned.class::isInstance).forEach(ends::add);
    ends.removeIf(Happened.StepBroken.class::isInstance);
    happened.clear();
    var batch = history.batch();
    ends.forEach(end -> record(end, batch, new ArrayList<>()));
    try {
      var _ = batch.append();
    } catch (IOException failure) {
      stopped.addSuppressed(failure);
    }
  }

  @Async
  private void countAttempt() throws IOException, ParkingException {
    if (fresh) {
      return;
    }
    int attempts = history.lostAttempts();
    if (attempts >= options.mostAttempts()) {
      throw new ParkingException(
          "%d processes have ended while they ran it, and it did not get on".formatted(attempts));
    }
    var _ = history.batch().add(EntryKind.ATTEMPT, NOTHING).append();
  }

  @Async
  private void settle() {
    while (!kernel.run(TURNS)) {
      Gonzo.yieldNow();
    }
  }

  @Async
  private void goOn() throws IOException, ParkingException {
    if (history.length() >= options.mostEntries()) {
      throw new ParkingException(
          "its history has %d entries: let it return, and start its successor with what is left"
              .formatted(history.length()));
    }
    steps.follow(kernel.steps());
    if (kernel.steps().isEmpty()) {
      history.rest();
    }
    List<Happened> events = awaitEvents();
    var batch = history.batch();
    var unrecordable = new ArrayList<String>();
    for (Happened event : events) {
      record(event, batch, unrecordable);
    }
    for (Entry entry : batch.append()) {
      delivery.deliver(entry);
      settle();
    }
    for (Happened event : events) {
      if (event instanceof Happened.CancelAsked(_, var recorded)) {
        recorded.set();
      }
    }
    if (!unrecordable.isEmpty()) {
      throw new ParkingException(unrecordable.getFirst());
    }
  }

  @Async
  private List<Happened> awaitEvents() {
    if (happened.isEmpty()) {
      Optional<Instant> timer = kernel.nextAlarm();
      if (timer.isEmpty()) {
        arrived.await();
      } else {
        Duration left = Duration.between(history.now(), timer.get());
        boolean inTime = left.isPositive() && Gonzo.ignoreAfter(left, arrived::await);
        if (!inTime && happened.isEmpty()) {
          return List.of(new Happened.TimerDue(timer.get()));
        }
      }
    }
    arrived.clear();
    var events = List.copyOf(happened);
    happened.clear();
    return events;
  }

  private void record(Happened event, History.Batch batch, List<String> unrecordable) {
    switch (event) {
      case Happened.StepReturned(var step, var value) -> {
        try {
          byte[] bytes = function.values().encode(value);
          var _ = function.values().decode(bytes); // each later run has to
          var ending = new StepEntry.Ending.Returned(bytes);
          var entry = new StepEntry(step.path(), step.call().name(), ending);
          batch.add(EntryKind.STEP, entry.toBytes());
        } catch (DamagedValueException | RuntimeException refused) {
          unrecordable.add(
              "the value of step \"%s\" cannot be recorded: %s"
                  .formatted(step.call().name(), reason(refused)));
        }
      }
      case Happened.StepFailed(var step, var failure) -> {
        var ending = new StepEntry.Ending.Failed(failure);
        batch.add(EntryKind.STEP, new StepEntry(step.path(), step.call().name(), ending).toBytes());
      }
      case Happened.StepCancelled(var step) -> {
        var ending = new StepEntry.Ending.Cancelled();
        batch.add(EntryKind.STEP, new StepEntry(step.path(), step.call().name(), ending).toBytes());
      }
      case Happened.TimerDue(var at) -> {
        Instant whole = at.truncatedTo(ChronoUnit.MICROS);
        batch.add(
            EntryKind.TIME, NOTHING, whole.equals(at) ? at : whole.plus(1, ChronoUnit.MICROS));
      }
      case Happened.CancelAsked(var reason, _) -> batch.add(EntryKind.CANCEL, reason);
      case Happened.StepBroken(var cause) ->
          throw new IllegalStateException("a step has ended without a result", cause);
    }
  }

  private static String reason(Exception refused) {
    FailureText text = FailureText.of(refused);
    boolean isKnown =
        refused instanceof UnsupportedTypeException
            || refused instanceof TooLargeException
            || refused instanceof DamagedValueException;
    return isKnown ? text.message() : text.toString();
  }

  @Async
  private void finish() throws IOException, ParkingException {
    var batch = history.batch();
    switch (kernel.outcome()) {
      case Outcome.Success<?>(var value) -> addResult(batch, value);
      case Outcome.Failure<?>(VirtualMachineError error) -> throw error;
      case Outcome.Failure<?>(var cause) -> addFailure(batch, cause);
      case Outcome.Cancellation<?>(var cancelled) ->
          batch.add(EntryKind.CANCELLED, cancelled.reason());
    }
    var _ = batch.append();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // what the body returned
  private void addResult(History.Batch batch, @Nullable Object value) throws ParkingException {
    try {
      byte[] bytes = function.results().encode((R) value);
      var _ = function.results().decode(bytes); // those who await it have to
      batch.add(EntryKind.RETURNED, bytes);
    } catch (UnsupportedTypeException | TooLargeException | ClassCastException refused) {
      addFailure(batch, refused);
    } catch (DamagedValueException | RuntimeException refused) {
      throw new ParkingException("its result cannot be recorded: " + reason(refused));
    }
  }

  private static void addFailure(History.Batch batch, Throwable cause) {
    batch.add(EntryKind.FAILED, FailureText.of(cause).trace());
  }

  @Override
  public String toString() {
    return function.name() + " " + task.id();
  }
}
