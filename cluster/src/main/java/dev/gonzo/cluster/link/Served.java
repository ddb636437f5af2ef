package dev.gonzo.cluster.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one other node that this node runs, over one link. A call is started at most once:
 * its number has to be higher than all those before it, also than those that were cancelled before
 * they came.
 *
 * @param <R> what runs a call
 */
public final class Served<R> {
  private final int most;
  private final Map<Long, R> running = new LinkedHashMap<>();
  private long highest;

  /**
   * Creates it, without calls.
   *
   * @param most how many may run at the same time
   */
  public Served(int most) {
    this.most = most;
  }

  /** What to do with a call that has arrived. */
  public enum Admission {
    /** Start it. */
    START,
    /** Answer that the node runs too many. */
    TOO_MANY,
    /** Do nothing: it was started, or was not to be started any more. */
    DROP
  }

  /**
   * Admits a call.
   *
   * @param id its number
   * @return what to do with it
   */
  public Admission admit(long id) {
    if (id <= highest) {
      return Admission.DROP;
    }
    highest = id;
    return running.size() < most ? Admission.START : Admission.TOO_MANY;
  }

  /**
   * Adds a call that was admitted and runs.
   *
   * @param id its number
   * @param run what runs it
   */
  public void started(long id, R run) {
    running.put(id, run);
  }

  /**
   * Finds what runs a call.
   *
   * @param id its number
   * @return what runs it; null if none does
   */
  public @Nullable R find(long id) {
    return running.get(id);
  }

  /**
   * Marks a call that has not arrived as one that is not to be started.
   *
   * @param id its number
   * @return false if it has arrived, so that it has ended if it does not run
   */
  public boolean refuse(long id) {
    if (id <= highest) {
      return false;
    }
    highest = id;
    return true;
  }

  /**
   * Removes a call that has ended.
   *
   * @param id its number
   * @param run what ran it
   * @return whether its end is to be reported: not if the link has ended since it was started
   */
  public boolean ended(long id, R run) {
    return running.remove(id, run);
  }

  /** {@return what runs, in the order of the starts} */
  public List<R> all() {
    return new ArrayList<>(running.values());
  }

  /** {@return how many run} */
  public int count() {
    return running.size();
  }

  /** Forgets all calls, because the link has ended. {@return what runs them} */
  public List<R> removeAll() {
    List<R> orphans = all();
    running.clear();
    highest = 0;
    return orphans;
  }
}
