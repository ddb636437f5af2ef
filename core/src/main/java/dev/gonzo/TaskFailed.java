package dev.gonzo;

import java.io.PrintStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where a task's result is asked for that has failed or was cancelled. Its cause is what the
 * task threw: a {@link Cancelled} cause means that the task was cancelled, not the one who asks.
 *
 * <p>Its message names its own task only. Where tasks wait for each other, or groups are nested,
 * each level is the cause of the next one, so that all levels are kept; a printed stack trace shows
 * the first and the last of very many.
 */
public final class TaskFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** How far its causes are searched for this one itself: longer rings are not made by accident. */
  private static final int MOST_LINKS = 16;

  // The group whose failure it is; null for that of a task.
  private final transient @Nullable GroupFailures group;
  // Of what wakes a group's body: the block that has to be left by it.
  private final transient @Nullable Scope block;

  /**
   * Makes one.
   *
   * @param cause what the task threw
   */
  public TaskFailed(Throwable cause) {
    this("a task failed", cause);
  }

  /** The text names the task alone; what the cause says is added when somebody asks. */
  TaskFailed(String what, Throwable cause) {
    this(what, cause, null, null);
  }

  private TaskFailed(
      String what, Throwable cause, @Nullable GroupFailures group, @Nullable Scope block) {
    super(what, cause);
    this.group = group;
    this.block = block;
  }

  /** Wakes the body of a group; its block throws the failure itself when it ends. */
  static TaskFailed notice(String what, Throwable cause, GroupFailures group, Scope block) {
    return new TaskFailed(what, cause, group, block);
  }

  /**
   * Thrown where a group ends. {@code close()} cannot know what is on its way out of the block. If
   * that is the notice by which the body was woken, this one becomes a suppressed exception of it,
   * and does not name the same failure a second time.
   */
  static TaskFailed atEnd(String what, Throwable cause, GroupFailures group) {
    return new TaskFailed(what, cause, group, null);
  }

  /** Whether it says that this group has failed. */
  boolean isOf(GroupFailures group) {
    return this.group == group;
  }

  /** Whether it wakes the body of a group whose block the task has still to leave. */
  boolean isNoticeIn(Cancellation cancellation) {
    return block != null && cancellation.isOpen(block);
  }

  @Override
  public String getMessage() {
    if (isBesideNotice()) {
      return "the block of the group has ended by this failure";
    }
    Throwable cause = super.getCause();
    return super.getMessage() + (cause == null ? "" : CauseText.of(cause));
  }

  /**
   * {@return what the task threw; null for the failure at the end of a group's block that is a
   * suppressed exception of what it would name here}
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
      link = link instanceof TaskFailed failed ? failed.directCause() : Causes.of(link);
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
   * Prints it as any exception is printed; of very many levels only the first and the last.
   *
   * @param stream where the lines go
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
   * @param writer where the lines go
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
