package dev.gonzo.sim;

import dev.gonzo.sim.net.Hold;

/**
 * A rule that keeps packets from leaving until they are released. Meanwhile streams send theirs
 * again, and give up after the usual time. Its methods never suspend.
 */
public final class HeldPackets {
  private final Hold hold;

  HeldPackets(Hold hold) {
    this.hold = hold;
  }

  /** {@return how many packets it keeps now} */
  public int size() {
    return hold.size();
  }

  /** Ends the rule: the packets leave now, in the order in which they were kept. */
  public void release() {
    hold.release();
  }

  /** Ends the rule, and loses the packets. */
  public void drop() {
    hold.drop();
  }

  @Override
  public String toString() {
    return "HeldPackets[" + size() + "]";
  }
}
