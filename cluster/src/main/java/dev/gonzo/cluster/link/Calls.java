package dev.gonzo.cluster.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that this node has made over one link, and that have not ended.
 *
 * @param <C> what the caller keeps of a call
 */
public final class Calls<C> {
  private final Map<Long, C> open = new LinkedHashMap<>();

  /** Creates it, without calls. */
  public Calls() {}

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return open.isEmpty();
  }

  /** {@return how many there are} */
  public int count() {
    return open.size();
  }

  /**
   * Adds a call that has been sent.
   *
   * @param id its number
   * @param call the call
   */
  public void add(long id, C call) {
    open.put(id, call);
  }

  /**
   * Removes a call whose end has arrived.
   *
   * @param id its number
   * @return the call; null if its end was known: then nothing happens a second time
   */
  public @Nullable C remove(long id) {
    return open.remove(id);
  }

  /** {@return the calls, in the order in which they were made} */
  public List<C> all() {
    return new ArrayList<>(open.values());
  }

  /** Removes all calls, because the link has ended. {@return them} */
  public List<C> removeAll() {
    List<C> lost = all();
    open.clear();
    return lost;
  }
}
