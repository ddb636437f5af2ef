/**
 * Queues and channels: how tasks hand each other items, and how threads and other kernels do.
 *
 * <p>What is handed over goes straight to the one who has waited longest: nobody can come between,
 * and nothing is lost when one of the two is cancelled. In the words of the guarantees:
 *
 * <ul>
 *   <li>a cancelled {@code put} or {@code send} has handed nothing over, and what it held goes to
 *       the hook {@link dev.gonzo.queue.Shape#onUndelivered onUndelivered}, once;
 *   <li>a cancelled {@code get} or {@code receive} has taken nothing;
 *   <li>one that was completed before its cancellation arrived returns normally, and the
 *       cancellation waits for the next checkpoint.
 * </ul>
 *
 * <p>A queue is <em>local</em>, for the tasks of one kernel, and then without a lock or an atomic
 * operation; or <em>universal</em>: for tasks of any kernel, ordinary threads and callbacks. The
 * same methods have then two colours: in a coroutine they suspend it, in an ordinary thread they
 * block that thread.
 */
package dev.gonzo.queue;
