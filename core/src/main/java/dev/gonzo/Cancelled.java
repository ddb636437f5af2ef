package dev.gonzo;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a cancelled task meets at a checkpoint: at the trap where it is suspended, or on entry of
 * the next one.
 *
 * <p>An {@code Error}, so that {@code catch (Exception e)} does not swallow it. Let it pass: {@code
 * finally} blocks and {@code close()} run, and may suspend as usual. Its stack trace shows where it
 * arrived. (Behaviour: Curio, "Cancellation".)
 */
public final class Cancelled extends Error {
  private static final long serialVersionUID = 1;

  /** Why. Null for a deadline until it passes, or somebody asks: most never do. */
  private @Nullable String reason;

  /** Who asked. Null as the reason is. */
  private @Nullable String requester;

  // What is cancelled: a scope of the task, or all of it.
  private final transient @Nullable Scope scope;
  // Makes what the task meets in place of this one, where a group tells its owner of a failure.
  private final transient @Nullable Supplier<Throwable> notice;

  /** Whether it waits until the task says that it is idle. */
  private final boolean gentle;

  /** Whether it has been delivered to its task. */
  private volatile boolean arrived;

  /**
   * Makes one that cancels a whole task. For kernels: user space asks for a cancellation by {@link
   * Task#cancel()}.
   *
   * @param reason why
   * @param requester who asked
   */
  public Cancelled(String reason, String requester) {
    this(reason, requester, null, null, false);
  }

  /** What a deadline asks for if it passes; the scope gives the reason when it is needed. */
  Cancelled(Scope deadline) {
    this(null, null, deadline, null, false);
  }

  /** A word of a scope's to its own task, that a member of it has failed. */
  static Cancelled noticeOf(Supplier<Throwable> failure, Scope scope) {
    return new Cancelled("a member failed", "its group", scope, failure, false);
  }

  /** One that arrives only where the task says that it is idle. */
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

  /** {@return why the task was cancelled} */
  public String reason() {
    if (reason == null) {
      reason = scope == null ? "" : scope.reason();
    }
    return reason;
  }

  /** {@return who asked: the name of a task or of a thread} */
  public String requester() {
    if (requester == null) {
      requester = scope == null ? "" : scope.requester();
    }
    return requester;
  }

  @Override
  public String getMessage() {
    return reason() + " (asked for by " + requester() + ")";
  }

  /** The scope that is cancelled; null for the whole task. */
  @Nullable Scope scope() {
    return scope;
  }

  /** What the task meets in place of this one; null for this one itself. */
  @Nullable Throwable notice() {
    return notice == null ? null : notice.get();
  }

  /**
   * {@return whether its task has met it: until then it is due, and a task that never reaches a
   * checkpoint where it may arrive never meets it} Any thread may ask.
   */
  public boolean hasArrived() {
    return arrived;
  }

  /** It is due again. */
  void postpone() {
    arrived = false;
  }

  boolean isGentle() {
    return gentle;
  }

  /** How deep what is cancelled lies: the smaller, the more it ends. */
  int depth() {
    return scope == null ? 0 : scope.depth();
  }

  /** The stack trace is that of the place where it arrives, not of the one who asked. */
  Cancelled arrive() {
    // Now, because what is written to a stream has lost its deadline.
    String _ = getMessage();
    super.fillInStackTrace();
    arrived = true;
    Coroutine.meets(this);
    return this;
  }

  /** Where it was made tells nothing; and a timeout that is kept pays for no lock. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
