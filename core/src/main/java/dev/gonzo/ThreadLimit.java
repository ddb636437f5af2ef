package dev.gonzo;

import dev.gonzo.trap.ThreadPlaces;

/**
 * Limits how many threads one kind of work uses at the same time, for {@link
 * Gonzo#runInThread(ThreadLimit, java.util.concurrent.Callable)}.
 *
 * <p>Give each kind of work that can block, such as a database or a slow device, a limit of its
 * own: when all of its threads are stuck, other work still has threads.
 *
 * <pre>{@code
 * static final ThreadLimit DATABASE = ThreadLimit.of("database", 8);
 *
 * int rows = runInThread(DATABASE, () -> statement.executeUpdate());
 * }</pre>
 *
 * <p>Tasks wait for a place first come, first served. Such a wait can be cancelled, by a deadline
 * too; then the work never runs. A limit applies to the whole JVM: tasks of several kernels may
 * share one.
 *
 * <p>Work keeps its place until it ends, with two exceptions:
 *
 * <ul>
 *   <li>A thread that waits in {@link EntryPoint#call} gives its place up while it waits, so that
 *       the task that it waits for can run work under the same limit, however deeply such calls are
 *       nested. When the call returns, the thread continues at once, and the limit may be exceeded
 *       until other work ends.
 *   <li>Work that a cancelled task has abandoned ({@link OnCancel#ABANDON}) gives its place up at
 *       once, so that abandoned threads do not hold up other work. This applies to 1,024 threads of
 *       a limit at a time; abandoned work beyond that keeps its place until it ends, and a warning
 *       says so.
 * </ul>
 *
 * <p>These kinds of work have a limit of the kernel, which a system property sets:
 *
 * <table>
 *   <caption>Limits of each kernel</caption>
 *   <tr><th>work</th><th>threads</th><th>property</th></tr>
 *   <tr><td>{@code runInThread} without a limit</td><td>64</td>
 *       <td>{@code gonzo.threads.work}</td></tr>
 *   <tr><td>name resolution</td><td>32</td><td>{@code gonzo.threads.resolve}</td></tr>
 *   <tr><td>files</td><td>2, and 2 for each processor</td><td>{@code gonzo.file.threads}</td></tr>
 * </table>
 *
 * <p>TLS handshakes have their own limit, {@code Tls.HANDSHAKES}.
 *
 * <p>Thread-safe. No method suspends.
 */
public final class ThreadLimit {
  private final ThreadPlaces places;

  private ThreadLimit(ThreadPlaces places) {
    this.places = places;
  }

  /**
   * Creates a limit.
   *
   * @param name the kind of work, for messages
   * @param most the greatest number of threads at the same time; at least 1
   * @return the limit, with all places free
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static ThreadLimit of(String name, int most) {
    return new ThreadLimit(new ThreadPlaces(name, most));
  }

  /** {@return the kind of work} */
  public String name() {
    return places.name();
  }

  /** {@return the greatest number of threads at the same time} */
  public int most() {
    return places.most();
  }

  /**
   * Changes the limit. If it becomes larger, waiting work starts at once; if it becomes smaller, no
   * work is interrupted, and the new limit takes effect as work ends.
   *
   * @param most the greatest number of threads at the same time; at least 1
   * @throws IllegalArgumentException if the number is less than 1
   */
  public void resize(int most) {
    places.resize(most);
  }

  /** {@return how many threads are in use now} The value may be out of date when it is returned. */
  public int taken() {
    return places.taken();
  }

  /** {@return how many pieces of work are waiting for a thread now} */
  public int waiting() {
    return places.waiting();
  }

  /** {@return how many threads run abandoned work and have given up their places} */
  public int abandoned() {
    return places.abandoned();
  }

  /** {@return the places of this limit, for traps} */
  public ThreadPlaces places() {
    return places;
  }

  @Override
  public String toString() {
    return places.toString();
  }
}
