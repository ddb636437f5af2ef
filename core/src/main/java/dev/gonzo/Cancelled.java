package dev.gonzo;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Thrown in a cancelled task at a checkpoint: at the trap where it is suspended, or on entry to the
 * next checkpoint.
 *
 * <p>It is an {@code Error}, so that {@code catch (Exception e)} does not swallow it. Let it
 * propagate: {@code finally} blocks and {@code close()} run, and may suspend as usual. Its stack
 * trace shows where it was thrown. (Behaviour: Curio, "Cancellation".)
 */
public final class Cancelled extends Error {
  private static final long serialVersionUID = 1;

  /** The reason. Null for a deadline until it is needed: most deadlines never expire. */
  private @Nullable String reason;

  /** The requester; null in the same cases as the reason. */
  private @Nullable String requester;

  // The cancelled scope of the task; null for the whole task.
  private final transient @Nullable Scope scope;
  // Creates the exception to throw instead of this one, when a group reports a failure to its
  // owner.
  private final transient @Nullable Supplier<Throwable> notice;

  /** Whether it arrives only while the task is in an idle block. */
  private final boolean gentle;

  /** Whether it has been delivered to its task. */
  private volatile boolean arrived;

  /**
   * Creates a cancellation of a whole task. For kernels; programs call {@link Task#cancel()}.
   *
   * @param reason why the task is cancelled
   * @param requester the name of the task or thread that asked for it
   */
  public Cancelled(String reason, String requester) {
    this(reason, requester, null, null, false);
  }

  /**
   * The cancellation to request when a deadline expires; the scope provides the reason when it is
   * needed.
   */
  Cancelled(Scope deadline) {
    this(null, null, deadline, null, false);
  }

  /** A notice to the task that owns a group that one of its members has failed. */
  static Cancelled noticeOf(Supplier<Throwable> failure, Scope scope) {
    return new Cancelled("a member failed", "its group", scope, failure, false);
  }

  /** A cancellation that arrives only in an idle block. */
  static Cancelled gently(String reason, String requester) {
    return new Cancelled(reason, requester, null, null, true);
  }

  private Cancelled(
      @Nullable String reason,
      @Nullable String requester,
      @Nullable Scope scope,
      @Nullable Supplier<Throwable> notice,
      boolean gentle) {
    this.reason = reason;
    this.requester = requester;
    this.scope = scope;
    this.notice = notice;
    this.gentle = gentle;
  }

  /**
   * Returns the cancellation of the calling task that has been requested but has not arrived,
   * because the task has not reached a checkpoint or is inside a shield. The cancellation remains
   * due.
   *
   * @return the cancellation; the outermost if there are several
   * @throws OutsideKernelException outside a coroutine
   */
  @Async(Suspension.NEVER)
  public static Optional<Cancelled> pending() {
    return Optional.ofNullable(Task.current().cancellation().pending());
  }

  /**
   * Returns the cancellation that is unwinding the calling task, which means that the running code
   * is clean-up. For a {@code close()} method that completes its work normally, but abandons it if
   * its block was cancelled.
   *
   * @return the cancellation; the one that arrived last if there are several
   * @throws OutsideKernelException outside a coroutine
   */
  @Async(Suspension.NEVER)
  public static Optional<Cancelled> arrived() {
    return Optional.ofNullable(Task.current().cancellation().arrived());
  }

  /**
   * Postpones a cancellation that has just arrived at a trap to the next checkpoint. For an
   * operation that another thread completed at the same moment, so that the operation can return
   * its result.
   *
   * @param thrown the exception that the trap threw: a {@link Cancelled}, or the failure that a
   *     group reports to its owner
   * @return true if it will arrive again; false if it is neither of these, and the caller has to
   *     rethrow it
   */
  @Async
  public static boolean postpone(Throwable thrown) {
    return Task.current().cancellation().postpone(thrown);
  }

  /** {@return why the task was cancelled} */
  public String reason() {
    if (reason == null) {
      reason = scope == null ? "" : scope.reason();
    }
    return reason;
  }

  /** {@return the name of the task or thread that asked for it} */
  public String requester() {
    if (requester == null) {
      requester = scope == null ? "" : scope.requester();
    }
    return requester;
  }

  @Override
  public String getMessage() {
    return reason() + " (requested by " + requester() + ")";
  }

  /** The scope that is cancelled; null for the whole task. */
  @Nullable Scope scope() {
    return scope;
  }

  /** The exception to throw instead of this one; null for this one itself. */
  @Nullable Throwable notice() {
    return notice == null ? null : notice.get();
  }

  /**
   * {@return whether it has been thrown in its task} Until then it is due; in a task that never
   * reaches a checkpoint where it may arrive, it is never thrown. Any thread may call this.
   */
  public boolean hasArrived() {
    return arrived;
  }

  /** Marks it as due again. */
  void postpone() {
    arrived = false;
  }

  boolean isGentle() {
    return gentle;
  }

  /** The nesting depth of the cancelled scope; 0 for the whole task. */
  int depth() {
    return scope == null ? 0 : scope.depth();
  }

  /** Fills in the stack trace: that of the place where it is thrown, not of the request. */
  Cancelled arrive() {
    // Computed now, because the deadline is transient and lost in serialization.
    String _ = getMessage();
    super.fillInStackTrace();
    arrived = true;
    Coroutine.meets(this);
    return this;
  }

  /**
   * Does nothing: the place of creation is of no interest, and a deadline that is met should not
   * pay for a stack trace.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
