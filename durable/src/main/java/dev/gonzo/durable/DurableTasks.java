package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.codec.DamagedValueException;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs durable tasks: those that it starts, and those that it finds unfinished in its journal.
 *
 * <pre>{@code
 * try (var journal = FileJournal.open(Path.of("orders"));
 *     var tasks = DurableTasks.open(journal, DurableOptions.defaults(), PAY)) {
 *   tasks.start(PAY, "order-17", order);
 *   Receipt receipt = tasks.await(PAY, "order-17");
 * }
 * }</pre>
 *
 * <p>The tasks run as daemons of the kernel. {@link #close} stops them where they are; they go on
 * when the journal is opened again. Only for tasks of the kernel that opened it.
 */
public final class DurableTasks implements AutoCloseable {
  private static final int SEED_BYTES = 32;

  private final Journal journal;
  private final DurableOptions options;
  private final Runs runs;

  private DurableTasks(Journal journal, DurableOptions options, Runs runs) {
    this.journal = journal;
    this.options = options;
    this.runs = runs;
  }

  /**
   * Opens the tasks of a journal, and goes on with those that are unfinished and run one of these
   * functions.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing runs.
   *
   * @param journal the journal; close it after the tasks
   * @param options how they are run
   * @param functions the functions that this process can run
   * @return the tasks; close them
   * @throws IOException if the journal cannot be read or written
   * @throws IllegalArgumentException if two functions have the same name
   */
  @Async
  public static DurableTasks open(
      Journal journal, DurableOptions options, Durable<?, ?>... functions) throws IOException {
    var runs = new Runs(Objects.requireNonNull(journal), options, List.of(functions));
    runs.begin();
    return new DurableTasks(journal, options, runs);
  }

  /**
   * Starts a task, if there is none with that id. It returns when the start is recorded: from then
   * on the task survives a crash.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the task may have been started.
   *
   * @param function what it runs
   * @param id its id: 1 to 200 characters, none of them a control character
   * @param argument the argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return false if the task was there, with the same argument
   * @throws ConflictingStartException if the id is in use for another function or argument
   * @throws IOException if the journal cannot be written
   * @throws IllegalArgumentException if the id is empty, too long or contains control characters,
   *     or the function was not passed to {@link #open}
   * @throws dev.gonzo.codec.TooLargeException if the argument is too large
   * @throws IllegalStateException if this is closed
   */
  @Async
  public <A extends @Nullable Object, R extends @Nullable Object> boolean start(
      Durable<A, R> function, String id, A argument) throws IOException {
    runs.requireOpen();
    runs.requireKnown(function);
    byte[] bytes = function.arguments().encode(argument);
    var task =
        new NewTask(
            id,
            function.name(),
            bytes,
            Environment.randomBytes(SEED_BYTES),
            Environment.wallTime().truncatedTo(ChronoUnit.MICROS));
    TaskRecord record = journal.begin(task);
    requireSame(record, function, argument, bytes);
    boolean fresh = record.task().equals(task);
    if (record.status() == TaskStatus.UNFINISHED && record.owner().isEmpty()) {
      runs.launch(id, fresh);
    }
    return fresh;
  }

  private static <A extends @Nullable Object> void requireSame(
      TaskRecord record, Durable<A, ?> function, A argument, byte[] bytes)
      throws DamagedValueException {
    NewTask before = record.task();
    if (!before.function().equals(function.name())) {
      throw new ConflictingStartException(
          before.id(), before.function(), "and not as " + function.name());
    }
    if (!Arrays.equals(before.argument(), bytes)
        && !Objects.equals(function.arguments().decode(before.argument()), argument)) {
      throw new ConflictingStartException(before.id(), before.function(), "with another argument");
    }
  }

  /**
   * Waits until a task has ended, in this process or another one, and returns its result.
   *
   * <p>Suspends; a checkpoint. A cancelled wait leaves the task untouched.
   *
   * @param function what it runs
   * @param id its id
   * @param <R> the type of the result
   * @return the result
   * @throws DurableFailedException if it failed
   * @throws DurableCancelledException if it was cancelled
   * @throws ParkedException if it is parked
   * @throws NoSuchElementException if there is no such task; its result may have been kept long
   *     enough
   * @throws ConflictingStartException if the task runs another function
   * @throws IOException if the journal cannot be read
   */
  @Async
  public <R extends @Nullable Object> R await(Durable<?, R> function, String id)
      throws IOException {
    while (true) {
      TaskRecord task = find(id).orElseThrow(() -> unknown(id));
      if (!task.task().function().equals(function.name())) {
        throw new ConflictingStartException(
            id, task.task().function(), "and not as " + function.name());
      }
      Entry last = task.last().orElse(null);
      if (last != null && task.status() != TaskStatus.UNFINISHED) {
        return result(function, task, last);
      }
      runs.awaitEnd(id);
    }
  }

  private static NoSuchElementException unknown(String id) {
    return new NoSuchElementException("there is no durable task \"" + id + "\": start it first");
  }

  private static <R extends @Nullable Object> R result(
      Durable<?, R> function, TaskRecord task, Entry last) throws IOException {
    String text = new String(last.content(), StandardCharsets.UTF_8);
    return switch (task.status()) {
      case RETURNED -> function.results().decode(last.content());
      case FAILED -> throw new DurableFailedException(task.id(), text);
      case CANCELLED -> throw new DurableCancelledException(task.id(), text);
      case PARKED -> throw new ParkedException(task.id(), text);
      case UNFINISHED -> throw new AssertionError("the task has not ended: " + task);
    };
  }

  /**
   * Starts a task, if there is none with that id, and waits for its result.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the task goes on.
   *
   * @param function what it runs
   * @param id its id
   * @param argument the argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the result
   * @throws IOException as {@link #start} and {@link #await} do; so are the other exceptions
   */
  @Async
  public <A extends @Nullable Object, R extends @Nullable Object> R run(
      Durable<A, R> function, String id, A argument) throws IOException {
    boolean _ = start(function, id, argument);
    return await(function, id);
  }

  /**
   * Requests the cancellation of a task. When this returns, the request is recorded, or left for
   * the process that runs the task; the task may still run.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the request may have been recorded.
   *
   * @param id the id of the task
   * @param reason why
   * @return false if there is no such task, or it has ended
   * @throws IOException if the journal cannot be written
   */
  @Async
  public boolean requestCancel(String id, String reason) throws IOException {
    runs.requireOpen();
    return runs.cancel(id, reason);
  }

  /**
   * Cancels a task, and waits until it has ended, in this process or another one.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the request may have been recorded.
   *
   * @param id the id of the task
   * @param reason why
   * @return false if there is no such task, or it had ended
   * @throws IOException if the journal cannot be read or written
   */
  @Async
  public boolean cancel(String id, String reason) throws IOException {
    if (!requestCancel(id, reason)) {
      return false;
    }
    for (var task = find(id); isUnfinished(task); task = find(id)) {
      runs.awaitEnd(id);
    }
    return true;
  }

  private static boolean isUnfinished(Optional<TaskRecord> task) {
    return task.isPresent() && task.get().status() == TaskStatus.UNFINISHED;
  }

  /**
   * Lets a parked task run again.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it may have been recorded.
   *
   * @param id the id of the task
   * @return false if there is no such task, or it is not parked
   * @throws IOException if the journal cannot be written
   */
  @Async
  public boolean retry(String id) throws IOException {
    runs.requireOpen();
    return runs.retry(id);
  }

  /**
   * Finds a task. Suspends; a checkpoint.
   *
   * @param id its id
   * @return what the journal knows of it; empty if there is none
   * @throws IOException if the journal cannot be read
   */
  @Async
  public Optional<TaskRecord> find(String id) throws IOException {
    return journal.find(id);
  }

  /**
   * Lists the tasks of the journal, those of other processes and functions included, page by page.
   * Suspends; a checkpoint.
   *
   * @param after the id after which the page begins; empty for the first page
   * @param most how many tasks at most, at least 1
   * @return the tasks, in an order of their ids that never changes
   * @throws IOException if the journal cannot be read
   */
  @Async
  public List<TaskRecord> list(String after, int most) throws IOException {
    return journal.list(after, most);
  }

  /** {@return how many tasks run in this process now} */
  @Async(Suspension.NEVER)
  public int running() {
    return runs.size();
  }

  /** {@return how the tasks are run} */
  public DurableOptions options() {
    return options;
  }

  /**
   * Stops the tasks where they are, and waits until their steps have ended. They are not cancelled:
   * they go on when the journal is opened again, here or elsewhere. Steps that run are, and are run
   * again then, unless they return a value nevertheless: that is recorded. The journal stays open.
   * Closing twice is harmless.
   *
   * <p>Suspends; no checkpoint.
   */
  @Async
  @Override
  public void close() {
    Gonzo.withoutCancellation(runs::close);
  }
}
