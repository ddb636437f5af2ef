package dev.gonzo.kernel;

import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.report.CallSites;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task as a {@link TaskWalk} found it between two turns of its kernel: all facts are of the
 * same moment.
 *
 * @param task the task, which may have ended since; its name and its stack can be asked for
 * @param parent the task that spawned it; null for the main task, for tasks that a host has
 *     spawned, and if the parent has ended
 * @param state its state
 * @param waiting what it waits for; null if it is not suspended
 * @param age how long ago it was spawned, on the kernel's clock, to the nearest step of the kernel
 * @param turns how many turns it has had
 * @param runTime how long it has run on the kernel's thread in total
 */
public record TaskView(
    Task<?> task,
    @Nullable Task<?> parent,
    TaskState state,
    @Nullable Wait waiting,
    Duration age,
    long turns,
    Duration runTime) {

  /**
   * {@return the innermost line of the program on the task's stack, and not of Gonzo or the JDK} It
   * is read now, which takes some microseconds; empty if the task has not started or has ended. Any
   * thread may call it; never suspends.
   */
  public Optional<StackTraceElement> place() {
    return Optional.ofNullable(CallSites.usersLine(task.stack()));
  }

  /**
   * What a suspended task waits for.
   *
   * @param trap the name of the trap, such as {@code Sleep} or {@code WaitOn}
   * @param subject the lock, queue or task that it waits for, as its {@code toString()} says; empty
   *     if the trap has none. At most {@value #MOST_CHARACTERS} characters, and any characters: it
   *     is a program's text
   * @param queue a number that the waiters of one queue share; 0 if it does not wait in one. Two
   *     queues have the same number in rare cases
   * @param holders the tasks whose progress it needs: the holders of a lock, or the task that it
   *     joins. At most {@value #MOST_HOLDERS}
   */
  public record Wait(String trap, String subject, int queue, List<Task<?>> holders) {
    /** How many characters of a subject are kept. */
    public static final int MOST_CHARACTERS = 200;

    /** How many holders are listed. */
    public static final int MOST_HOLDERS = 16;

    /** Copies the list. */
    public Wait {
      holders = List.copyOf(holders);
    }
  }
}
