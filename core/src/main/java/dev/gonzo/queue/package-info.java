/**
 * Queues and channels, with which tasks pass items to each other, to threads and to other kernels.
 *
 * <p>An item goes directly to the task that has waited longest: no other task can come between, and
 * no item is lost when one of the two is cancelled. The guarantees are:
 *
 * <ul>
 *   <li>a cancelled {@code put} or {@code send} has passed nothing on, and its item goes to the
 *       hook {@link dev.gonzo.queue.QueueOptions#onUndelivered onUndelivered}, once;
 *   <li>a cancelled {@code get} or {@code receive} has taken no item;
 *   <li>an operation that was completed before its cancellation arrived returns normally, and the
 *       cancellation arrives at the next checkpoint.
 * </ul>
 *
 * <p>A queue is either <em>local</em>, for the tasks of one kernel, without locks or atomic
 * operations; or <em>universal</em>, for tasks of any kernel, ordinary threads and callbacks. The
 * methods of a universal queue suspend in a coroutine, and block in an ordinary thread.
 */
package dev.gonzo.queue;
