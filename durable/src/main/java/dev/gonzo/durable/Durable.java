package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.OnCancel;
import dev.gonzo.Suspension;
import dev.gonzo.TaskLocal;
import dev.gonzo.codec.Codec;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.kernel.StepCall;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function whose run survives a crash: another process goes on where it was.
 *
 * <pre>{@code
 * static final Durable<Order, Receipt> PAY =
 *     Durable.of("pay/1", Order.class, Receipt.class, order -> {
 *       String id = step("charge", () -> bank.charge(order, Durable.key()));
 *       sleep(ofDays(3));
 *       step("ship", () -> warehouse.ship(order));
 *       return new Receipt(id, Environment.wallTime());
 *     });
 *
 * try (var tasks = DurableTasks.open(journal, DurableOptions.defaults(), PAY)) {
 *   Receipt receipt = tasks.run(PAY, "order-17", order);
 * }
 * }</pre>
 *
 * <p>The body is run again from its beginning after a crash, and the journal answers what was
 * answered before. So everything outside is done in steps: a {@link #step} is run at least once,
 * and its result recorded once. The body itself may compute, sleep, set deadlines, spawn tasks, use
 * groups, locks and queues of its own, and read the wall clock, moments and random bytes: all of
 * these are the same in each run. It must not read or change anything that other code changes, such
 * as a field of a service, and call nothing of the JDK that blocks, such as {@code Thread.sleep} or
 * JDBC, which would be done again in each run; the kernel cannot see that. Any other trap outside a
 * step is refused with a {@link NotDurableException}.
 *
 * <p>In the body time passes only at events: {@code Moment.now()} is the time of the last end of a
 * step or timer.
 *
 * <p>The name of a function ends with its version by convention. A body may change in what it does
 * after the steps that running tasks have recorded. For any other change use another name, and keep
 * the old one registered until its tasks have ended.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
public final class Durable<A extends @Nullable Object, R extends @Nullable Object> {
  private static final TaskLocal<String> KEY = TaskLocal.of(() -> "");

  private final String name;
  private final Class<A> argumentType;
  private final Class<R> resultType;
  private final Body<A, R> body;
  private final Codec<A> arguments;
  private final Codec<R> results;
  private final Codec<@Nullable Object> values;

  /**
   * The code of a durable function.
   *
   * @param <A> the type of the argument
   * @param <R> the type of the result
   */
  @FunctionalInterface
  public interface Body<A extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Runs the function, or runs it again.
     *
     * @param argument the argument
     * @return the result
     * @throws Exception if it fails; that is recorded as text
     */
    @Async
    R run(A argument) throws Exception;
  }

  private Durable(
      String name,
      Class<A> argumentType,
      Class<R> resultType,
      List<Class<?>> stepTypes,
      Body<A, R> body) {
    this.name = name;
    this.argumentType = argumentType;
    this.resultType = resultType;
    this.body = Objects.requireNonNull(body);
    this.arguments = Codec.of(argumentType);
    this.results = Codec.of(resultType);
    this.values = Codec.any(registered(argumentType, resultType, stepTypes));
  }

  /**
   * Creates a durable function. Never suspends; runs nothing.
   *
   * @param name its name in the journal, such as {@code pay/1}: 1 to 200 characters
   * @param argument the type of its argument, which a {@link Codec} can write
   * @param result the type of its result; {@code Void.class} if it returns null
   * @param body its code
   * @param <A> the type of its argument
   * @param <R> the type of its result
   * @return the function; pass it to {@link DurableTasks#open}
   * @throws IllegalArgumentException if the name is empty, too long, or contains control characters
   * @throws dev.gonzo.codec.UnsupportedTypeException if a type cannot be written
   */
  public static <A extends @Nullable Object, R extends @Nullable Object> Durable<A, R> of(
      String name, Class<A> argument, Class<R> result, @Elsewhere Body<A, R> body) {
    NewTask.requireName("the name of a durable function", name);
    return new Durable<>(name, argument, result, List.of(), body);
  }

  /**
   * Returns a copy whose steps may also return values of these types. Plain types, and the types of
   * the argument and the result, need no registration.
   *
   * @param types records, enums and sealed interfaces
   * @return the function
   * @throws dev.gonzo.codec.UnsupportedTypeException if a type cannot be written, or two have the
   *     same simple name
   */
  public Durable<A, R> withStepTypes(Class<?>... types) {
    return new Durable<>(name, argumentType, resultType, List.of(types), body);
  }

  private static Class<?>[] registered(Class<?> argument, Class<?> result, List<Class<?>> more) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> type : List.of(argument, result)) {
      if (type.isRecord() || type.isEnum() || type.isSealed()) {
        all.add(type);
      }
    }
    all.addAll(more);
    return all.toArray(Class<?>[]::new);
  }

  // ---------------------------------------------------------------- inside the body

  /**
   * Runs a step: code that may do anything, and whose end is recorded.
   *
   * <p>If the process ends between the effect of the step and its record, the step is run again in
   * the next run, with the same {@link #key}; after it was recorded, it is never run again. What it
   * returns must be of a plain type, of the type of the argument or the result, or of a {@linkplain
   * #withStepTypes registered} one.
   *
   * <p>Suspends; a checkpoint. If the body is cancelled, so is the step, and its end is awaited; if
   * it returns a value nevertheless, that is returned, and the cancellation arrives at the next
   * checkpoint.
   *
   * @param name its name, which the next run must use too
   * @param body its code, which runs in a task of its own
   * @param <T> the type of its value
   * @return its value, as it was recorded: equal to what the body returned, but not the same object
   * @throws StepFailedException if it failed; it is not run again for that
   * @throws IllegalArgumentException if the name is empty, too long, or contains control characters
   * @throws IllegalStateException outside the body of a durable function, or in a step
   */
  @Async
  @SuppressWarnings({"unchecked", "NullAway"}) // the step's own value, decoded
  public static <T extends @Nullable Object> T step(
      String name, @Elsewhere AsyncCallable<? extends T, ?> body) {
    NewTask.requireName("the name of a step", name);
    if (!KEY.get().isEmpty()) {
      throw new IllegalStateException(
          "step(\""
              + name
              + "\", ...) was called in a step: call it in the body, or call the code");
    }
    return (T)
        Coroutine.trap(
            new RunInThread<@Nullable Object>(new StepCall(name, body), OnCancel.INTERRUPT, null));
  }

  /**
   * Equivalent to {@link #step(String, AsyncCallable)}, for a step that returns nothing.
   *
   * @param name its name, which the next run must use too
   * @param body its code, which runs in a task of its own
   * @throws StepFailedException if it failed; it is not run again for that
   */
  @Async
  public static void step(String name, @Elsewhere AsyncRunnable<?> body) {
    Durable.<@Nullable Void>step(
        name,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * Returns the idempotency key of the running step: the same at each attempt to run it, and
   * different from that of every other step. Pass it to a service that does the same request only
   * once.
   *
   * @return the key: the id of the task, the place of the step, and some digits of the task's seed
   * @throws IllegalStateException outside a step
   */
  @Async(Suspension.NEVER)
  public static String key() {
    String key = KEY.get();
    if (key.isEmpty()) {
      throw new IllegalStateException("Durable.key() is for the code of a step: call it in there");
    }
    return key;
  }

  // ---------------------------------------------------------------- for the runner

  /** Runs the code of a step, which then finds its key. */
  static @Nullable Object runStep(String key, StepCall call) throws Exception {
    return KEY.<@Nullable Object, Exception>where(key, () -> call.body().call());
  }

  /** {@return its name in the journal} */
  public String name() {
    return name;
  }

  Body<A, R> body() {
    return body;
  }

  Codec<A> arguments() {
    return arguments;
  }

  Codec<R> results() {
    return results;
  }

  Codec<@Nullable Object> values() {
    return values;
  }

  @Override
  public String toString() {
    return "Durable[" + name + "]";
  }
}
