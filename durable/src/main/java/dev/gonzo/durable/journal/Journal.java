package dev.gonzo.durable.journal;

import dev.gonzo.Async;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where durable tasks and their histories are kept.
 *
 * <p>What a method has returned survives a crash of the process and of the machine. If a method
 * throws, or the process ends in it, what it was to do may have been done or not; doing it again is
 * safe.
 *
 * <p>A task is run by the process that has <em>claimed</em> it. A claim is over when it is
 * released, when its lease has run out and another process claims the task, or when the process
 * that holds it claims the task again. Each claim has a token, higher than those before it; what
 * comes with a lower one is refused. A journal that serves one process at a time need not let
 * leases run out, and drops all claims when it is opened.
 *
 * <p>All methods suspend, are checkpoints, and may be called by several tasks of the kernel at the
 * same time. If one is cancelled, what it was to do may have been done or not. {@link
 * dev.gonzo.durable.journal.conformance.JournalConformance} checks what this page says.
 */
public interface Journal extends AutoCloseable {
  /**
   * Adds a task. If there is one with that id, nothing changes, whatever its function and argument
   * are.
   *
   * @param task the new task
   * @return what the journal knows of the task with that id
   * @throws IOException if the journal cannot be written
   */
  @Async
  TaskRecord begin(NewTask task) throws IOException;

  /**
   * Finds a task.
   *
   * @param id the id of the task
   * @return what the journal knows of it; empty if there is none
   * @throws IOException if the journal cannot be read
   */
  @Async
  Optional<TaskRecord> find(String id) throws IOException;

  /**
   * Lists tasks, in an order of their ids that never changes.
   *
   * @param after the id after which the list begins; empty for the first one
   * @param most how many tasks at most, at least 1
   * @return the tasks
   * @throws IOException if the journal cannot be read
   */
  @Async
  List<TaskRecord> list(String after, int most) throws IOException;

  /**
   * Reads the history of a task.
   *
   * @param id the id of the task
   * @return its entries, in order; for a task that has ended maybe only the last one. Empty if
   *     there is no such task
   * @throws JournalDamagedException if the history is damaged
   * @throws IOException if the journal cannot be read
   */
  @Async
  List<Entry> load(String id) throws IOException;

  /**
   * Claims a task that is unfinished or parked.
   *
   * @param id the id of the task
   * @param owner the process
   * @param lease how long the claim lasts if it is not renewed
   * @return the claim; empty if there is no such task, if it has ended, or if another process holds
   *     it
   * @throws IOException if the journal cannot be written
   */
  @Async
  Optional<Claim> claim(String id, String owner, Duration lease) throws IOException;

  /**
   * Claims unfinished tasks that no process holds, the owner included. Parked ones are left out.
   *
   * @param owner the process
   * @param functions the functions that the process can run; other tasks are left out
   * @param lease how long the claims last if they are not renewed
   * @param most how many tasks at most, at least 1
   * @return the claims, those of tasks that were started first before the others
   * @throws IOException if the journal cannot be written
   */
  @Async
  List<Claim> claimAny(String owner, Set<String> functions, Duration lease, int most)
      throws IOException;

  /**
   * Extends all claims of a process.
   *
   * @param owner the process
   * @param lease how long they last from now on
   * @throws IOException if the journal cannot be written
   */
  @Async
  void renew(String owner, Duration lease) throws IOException;

  /**
   * Adds entries to the history of a task: all of them or none.
   *
   * <p>Appending the same entries again has no effect, so an append whose answer was lost can be
   * repeated.
   *
   * @param claim the claim
   * @param entries the entries, at least one, with numbers that follow each other and those that
   *     are there
   * @throws ClaimLostException if the claim is over, or an entry with such a number and other
   *     content is there
   * @throws IllegalStateException if the task has ended, or the numbers leave a gap
   * @throws IOException if the journal cannot be written
   */
  @Async
  void append(Claim claim, List<Entry> entries) throws IOException;

  /**
   * Gives up a claim, so that any process can claim the task. Without effect if it is over.
   *
   * @param claim the claim
   * @throws IOException if the journal cannot be written
   */
  @Async
  void release(Claim claim) throws IOException;

  /**
   * Leaves a request for the process that runs a task.
   *
   * @param request the request; its number is ignored
   * @throws IOException if the journal cannot be written
   */
  @Async
  void request(Request request) throws IOException;

  /**
   * Lists the requests about tasks that a process holds, or that no process holds.
   *
   * @param owner the process
   * @param most how many requests at most, at least 1
   * @return the requests, in the order in which they were made
   * @throws IOException if the journal cannot be read
   */
  @Async
  List<Request> requests(String owner, int most) throws IOException;

  /**
   * Removes a request, because it has been dealt with. Without effect if it is not there.
   *
   * @param request a request of {@link #requests}
   * @throws IOException if the journal cannot be written
   */
  @Async
  void remove(Request request) throws IOException;

  /**
   * Removes tasks that ended long ago: their ids can be used again.
   *
   * @param before the time; tasks whose last entry is older are removed
   * @param most how many tasks at most, at least 1
   * @return how many were removed
   * @throws IOException if the journal cannot be written
   */
  @Async
  int forget(Instant before, int most) throws IOException;

  /**
   * Closes the journal. Claims that are held stay so until their leases run out. Closing twice is
   * harmless; other methods then throw an {@link IOException}. Suspends; no checkpoint.
   */
  @Async
  @Override
  void close();
}
