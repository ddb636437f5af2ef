package dev.gonzo.cluster.link;

import java.util.Map;
import java.util.TreeMap;

/**
 * The highest token that this node has promised for each singleton. It promises each token once,
 * and none that is not higher than all before it; so of two nodes with the promises of a majority,
 * the one with the lower token has got them first.
 */
public final class Promises {
  /** The most singletons for which promises are kept. */
  public static final int MOST = 10_000;

  private final Map<String, Long> highest = new TreeMap<>();

  /** Creates it without promises. */
  public Promises() {}

  /**
   * Returns the highest token that was promised.
   *
   * @param singleton the name
   * @return the token; 0 if none was
   */
  public long highest(String singleton) {
    return highest.getOrDefault(singleton, 0L);
  }

  /**
   * Promises a token if that is possible.
   *
   * @param singleton the name
   * @param token the token
   * @return whether it is promised
   */
  public boolean promise(String singleton, long token) {
    if (token <= highest(singleton)
        || (highest.size() >= MOST && !highest.containsKey(singleton))) {
      return false;
    }
    highest.put(singleton, token);
    return true;
  }

  /** {@return the highest token of each singleton} */
  public Map<String, Long> all() {
    return new TreeMap<>(highest);
  }
}
