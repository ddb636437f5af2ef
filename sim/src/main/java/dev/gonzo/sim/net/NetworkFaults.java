package dev.gonzo.sim.net;

import org.jspecify.annotations.Nullable;

/**
 * The faults of a network that a mix of faults has drawn. They come on top of what a program has
 * set, and of each other: one that ends leaves the others. Simulation's thread only.
 *
 * <p>They are counted by their caller.
 */
public final class NetworkFaults {
  private final Network network;

  /**
   * Creates the faults of a network, none of which has happened.
   *
   * @param network the network
   */
  public NetworkFaults(Network network) {
    this.network = network;
  }

  /**
   * Makes the conditions of all paths worse, but for those of spared hosts.
   *
   * @param faults the probabilities, of which the larger one counts; null for no longer
   */
  public void conditions(@Nullable Conditions faults) {
    network.draw(faults);
  }

  /**
   * Lets no conditions of {@link #conditions} concern the paths of a host.
   *
   * @param host the name of the host
   */
  public void spare(String host) {
    network.spare(host);
  }

  /**
   * Loses the packets from one host to another without an answer.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @return the action that ends it
   */
  public Runnable cut(String from, String to) {
    Path path = network.path(from, to);
    path.cuts++;
    return () -> path.cuts--;
  }

  /**
   * Lets a router refuse the packets from one host to another.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @return the action that ends it
   */
  public Runnable refuse(String from, String to) {
    Path path = network.path(from, to);
    path.refusals++;
    return () -> path.refusals--;
  }

  /**
   * Lets the packets from one host to another arrive later.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @param nanos how much later
   * @return the action that ends it
   */
  public Runnable delay(String from, String to, long nanos) {
    Path path = network.path(from, to);
    path.lateNanos += nanos;
    return () -> path.lateNanos -= nanos;
  }

  /**
   * Resets the connections between two hosts, at both ends and at once.
   *
   * @param one a host
   * @param other the other
   */
  public void reset(String one, String other) {
    network.resetBetween(network.host(one), network.host(other));
  }
}
