package dev.gonzo;

import dev.gonzo.trap.ThreadPlaces;

/**
 * A bound on how many threads one kind of work uses at the same time, for {@link
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
 * <p>Tasks wait for a place first come, first served. Such a wait can be cancelled, and ends with a
 * deadline as any other wait does; the work then never runs. A limit holds for this whole JVM: the
 * tasks of several kernels may share one.
 *
 * <p>Work keeps its place until it ends, with two exceptions:
 *
 * <ul>
 *   <li>A thread that waits in {@link EntryPoint#call} has no place meanwhile, so that the task
 *       that it waits for can run work under the same limit, however deep such calls are nested.
 *       When the call returns, it goes on at once, and the limit may be exceeded until other work
 *       ends.
 *   <li>Work that a cancelled task has abandoned ({@link OnCancel#ABANDON}) gives its place up at
 *       once, so that others are not shut out by threads that nobody waits for. This holds for
 *       1,024 threads of a limit at a time; abandoned work beyond that keeps its place until it
 *       ends, and a warning says so.
 * </ul>
 *
 * <p>What has a bound without one of these, and the system property that sizes it:
 *
 * <table>
 *   <caption>Bounds of each kernel</caption>
 *   <tr><th>work</th><th>threads</th><th>property</th></tr>
 *   <tr><td>{@code runInThread} without a limit</td><td>64</td>
 *       <td>{@code gonzo.threads.work}</td></tr>
 *   <tr><td>name resolution</td><td>32</td><td>{@code gonzo.threads.resolve}</td></tr>
 *   <tr><td>files</td><td>2, and 2 for each processor</td><td>{@code gonzo.file.threads}</td></tr>
 * </table>
 *
 * <p>TLS handshakes have a limit of their own, {@code Tls.HANDSHAKES}.
 *
 * <p>Any thread may use it; nothing here suspends.
 */
public final class ThreadLimit {
  private final ThreadPlaces places;

  private ThreadLimit(ThreadPlaces places) {
    this.places = places;
  }

  /**
   * Makes a limit.
   *
   * @param name what the work is, for messages
   * @param most how many threads at the same time; at least 1
   * @return the limit, with all places free
   * @throws IllegalArgumentException if it would let nothing run
   */
  public static ThreadLimit of(String name, int most) {
    return new ThreadLimit(new ThreadPlaces(name, most));
  }

  /** {@return what the work is} */
  public String name() {
    return places.name();
  }

  /** {@return how many threads at the same time} */
  public int most() {
    return places.most();
  }

  /**
   * Changes the limit. A larger one lets work that waits begin at once; a smaller one interrupts
   * nothing, and takes effect as work ends.
   *
   * @param most how many threads at the same time; at least 1
   * @throws IllegalArgumentException if it would let nothing run
   */
  public void resize(int most) {
    places.resize(most);
  }

  /** {@return how many threads work under it now} Out of date as soon as other threads go on. */
  public int taken() {
    return places.taken();
  }

  /** {@return how many pieces of work wait for a place now} */
  public int waiting() {
    return places.waiting();
  }

  /** {@return how many threads run work that was abandoned, and have given their places up} */
  public int abandoned() {
    return places.abandoned();
  }

  /** {@return what a kernel takes places from, for traps} */
  public ThreadPlaces places() {
    return places;
  }

  @Override
  public String toString() {
    return places.toString();
  }
}
