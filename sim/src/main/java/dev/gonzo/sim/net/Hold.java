package dev.gonzo.sim.net;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * A rule that keeps packets from leaving until they are released. Streams send kept packets again,
 * and give up after the usual time. Simulation's thread only.
 */
public final class Hold {
  private final Wire wire;
  private final Predicate<Passage> rule;
  private final Queue<Transmission> packets = new ArrayDeque<>();

  Hold(Wire wire, Predicate<Passage> rule) {
    this.wire = wire;
    this.rule = rule;
  }

  /** Keeps the packet if the rule matches it. */
  boolean takes(Passage passage, Transmission packet) {
    return rule.test(passage) && packets.add(packet);
  }

  /** {@return how many packets it keeps now} */
  public int size() {
    return packets.size();
  }

  /** Ends the rule: the packets leave now, in the order in which they were kept. */
  public void release() {
    wire.end(this);
    for (Transmission held = packets.poll(); held != null; held = packets.poll()) {
      wire.leave(held);
    }
  }

  /** Ends the rule, and loses the packets. */
  public void drop() {
    wire.end(this);
    packets.clear();
  }
}
