package dev.gonzo.cluster.link;

import java.util.HashSet;
import java.util.Set;

/** Counts the promises for one token. */
public final class Ballot {
  private final int needed;
  private final Set<String> waiting;
  private int granted;
  private long highest;

  /**
   * Creates a ballot.
   *
   * @param needed how many promises it needs
   * @param asked the names of the nodes that were asked
   */
  public Ballot(int needed, Set<String> asked) {
    this.needed = needed;
    this.waiting = new HashSet<>(asked);
  }

  /**
   * Counts an answer. A second one of the same node does not count.
   *
   * @param node the name of the node
   * @param promised whether it has promised
   * @param highestToken the highest token that it knows
   */
  public void count(String node, boolean promised, long highestToken) {
    if (waiting.remove(node)) {
      granted += promised ? 1 : 0;
      highest = Math.max(highest, highestToken);
    }
  }

  /** {@return whether enough nodes have promised} */
  public boolean isWon() {
    return granted >= needed;
  }

  /**
   * {@return whether there is nothing to wait for} Enough promises are no reason to stop waiting: a
   * node that has not answered may be one in which the last run has not ended.
   */
  public boolean isDecided() {
    return waiting.isEmpty() || granted + waiting.size() < needed;
  }

  /**
   * Finds out whether an answer is missing.
   *
   * @param node the name of a node
   * @return whether it was asked, and has not answered
   */
  public boolean isWaitingFor(String node) {
    return waiting.contains(node);
  }

  /** {@return the highest token that an answer has named} */
  public long highest() {
    return highest;
  }
}
