package dev.gonzo;

import dev.gonzo.report.Causes;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the result is requested of a task that has failed or was cancelled. The cause is the
 * exception that the task threw: a {@link Cancelled} cause means that the task was cancelled, not
 * the caller.
 *
 * <p>The message names only this task. If tasks wait for each other, or groups are nested, each
 * level is the cause of the next one, so all levels are kept. A printed stack trace of very many
 * levels shows only the first and the last ones.
 */
public final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * How far the causes are searched for this exception itself: longer cycles do not happen by
   * accident.
   */
  private static final int MOST_LINKS = 16;

  // The group whose failure it is; null for a task's failure.
  private final transient @Nullable GroupFailures group;
  // For the notice that wakes a group's body: the block that the body has to leave.
  private final transient @Nullable Scope block;

  /**
   * Creates an exception.
   *
   * @param cause the exception that the task threw
   */
  public TaskFailedException(Throwable cause) {
    this("a task failed", cause);
  }

  /**
   * Creates an exception whose text names only the task; {@link #getMessage} adds that of the
   * cause.
   */
  TaskFailedException(String what, Throwable cause) {
    this(what, cause, null, null);
  }

  private TaskFailedException(
      String what, Throwable cause, @Nullable GroupFailures group, @Nullable Scope block) {
    super(what, cause);
    this.group = group;
    this.block = block;
  }

  /**
   * Creates the notice that wakes the body of a group; the block throws the failure itself at its
   * end.
   */
  static TaskFailedException notice(
      String what, Throwable cause, GroupFailures group, Scope block) {
    return new TaskFailedException(what, cause, group, block);
  }

  /**
   * Creates the exception thrown at the end of a group. {@code close()} cannot know which exception
   * is propagating out of the block. If it is the notice that woke the body, this exception becomes
   * a suppressed one of it, and does not show the same failure a second time.
   */
  static TaskFailedException atEnd(String what, Throwable cause, GroupFailures group) {
    return new TaskFailedException(what, cause, group, null);
  }

  /** Whether it is the failure of this group. */
  boolean isOf(GroupFailures group) {
    return this.group == group;
  }

  /** Whether it is a notice to the body of a group whose block the task has not left yet. */
  boolean isNoticeIn(Cancellation cancellation) {
    return block != null && cancellation.isOpen(block);
  }

  @Override
  public String getMessage() {
    if (isBesideNotice()) {
      return "the block of the group ended because of this failure";
    }
    Throwable cause = super.getCause();
    return super.getMessage() + (cause == null ? "" : CauseText.of(cause));
  }

  /**
   * {@return the exception that the task threw; null for the failure at the end of a group's block
   * if this exception is a suppressed one of that exception}
   */
  @Override
  public synchronized @Nullable Throwable getCause() {
    Throwable cause = super.getCause();
    return isBesideNotice() || isBelow(cause) ? null : cause;
  }

  private boolean isAtEnd() {
    return group != null && block == null;
  }

  private boolean isBesideNotice() {
    return group != null
        && block == null
        && group.notices().stream().anyMatch(this::isSuppressedIn);
  }

  private boolean isBelow(@Nullable Throwable cause) {
    Throwable link = isAtEnd() ? cause : null;
    for (int i = 0; link != null && i < MOST_LINKS; i++) {
      if (isSuppressedIn(link)) {
        return true;
      }
      link = link instanceof TaskFailedException failed ? failed.directCause() : Causes.of(link);
    }
    return false;
  }

  private @Nullable Throwable directCause() {
    return super.getCause();
  }

  private boolean isSuppressedIn(Throwable other) {
    for (Throwable suppressed : other.getSuppressed()) {
      if (suppressed == this) {
        return true;
      }
    }
    return false;
  }

  /**
   * Prints the stack trace. If there are very many levels of causes, only the first and the last
   * are printed.
   *
   * @param stream the destination
   */
  @Override
  public void printStackTrace(PrintStream stream) {
    if (DeepTrace.isDeep(this)) {
      stream.print(DeepTrace.of(this));
    } else {
      super.printStackTrace(stream);
    }
  }

  /**
   * Equivalent to {@link #printStackTrace(PrintStream)}, for a writer.
   *
   * @param writer the destination
   */
  @Override
  public void printStackTrace(PrintWriter writer) {
    if (DeepTrace.isDeep(this)) {
      writer.print(DeepTrace.of(this));
    } else {
      super.printStackTrace(writer);
    }
  }
}
