package dev.gonzo.sim;

import dev.gonzo.sim.net.Distribution;
import dev.gonzo.sim.net.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * The network of a {@link Simulation}: its conditions, its faults and its names. At first each host
 * reaches every other one, in {@link NetworkConditions#good() good} conditions, and is known by its
 * name.
 *
 * <pre>{@code
 * simulation.network().partition(List.of(db1), List.of(db2, db3));
 * sleep(ofSeconds(10));
 * simulation.network().heal();
 * }</pre>
 *
 * <p>Its methods are for the tasks of a simulation, and also for the time before it begins. They
 * never suspend. Faults do not concern what a host sends to itself. A fault that is asked for and
 * never concerns a packet is reported.
 */
public final class SimulatedNetwork {
  private final Network network;

  SimulatedNetwork(Network network) {
    this.network = network;
  }

  // ---------------------------------------------------------------- conditions

  /**
   * Sets the conditions from all hosts to all others, except where two have conditions of their
   * own.
   *
   * @param conditions the conditions
   */
  public void conditions(NetworkConditions conditions) {
    network.conditions(conditions.conditions());
  }

  /**
   * Sets the conditions from one host to another. The other direction keeps its own.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @param conditions the conditions
   */
  public void conditions(Host from, Host to, NetworkConditions conditions) {
    network.conditions(from.name(), to.name(), conditions.conditions());
  }

  /** {@return the conditions between hosts that have none of their own} */
  public NetworkConditions conditions() {
    return NetworkConditions.of(network.conditions());
  }

  /**
   * Returns the conditions from one host to another.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @return the conditions
   */
  public NetworkConditions conditions(Host from, Host to) {
    return NetworkConditions.of(network.conditions(from.name(), to.name()));
  }

  // ---------------------------------------------------------------- cuts

  /**
   * Cuts the ways between two groups of hosts in both directions. Packets under way still arrive.
   * Programs do not notice at once: streams send again what is lost, for about 15 minutes, and
   * connecting fails after 127 seconds.
   *
   * @param some hosts
   * @param others the hosts that they are cut off from
   */
  public void partition(Collection<Host> some, Collection<Host> others) {
    network.partition(names(some), names(others));
  }

  /**
   * Cuts a host off from all others that there are now, in both directions.
   *
   * @param host the host
   */
  public void isolate(Host host) {
    List<String> others =
        network.hostNames().stream().filter(name -> !name.equals(host.name())).toList();
    network.partition(List.of(host.name()), others);
  }

  /**
   * Cuts the way from one host to another: its packets are lost without an answer. The other
   * direction stays open.
   *
   * @param from the host whose packets are lost
   * @param to the host that they do not reach
   */
  public void cut(Host from, Host to) {
    network.cut(from.name(), to.name());
  }

  /**
   * Makes a host unreachable from another one: a router refuses its packets, and says so.
   * Connecting fails with a {@link java.net.NoRouteToHostException}.
   *
   * @param from the host whose packets are refused
   * @param to the host that they do not reach
   */
  public void refuse(Host from, Host to) {
    network.refuse(from.name(), to.name());
  }

  /**
   * Opens the way from one host to another again.
   *
   * @param from the host that sends
   * @param to the host that receives
   */
  public void heal(Host from, Host to) {
    network.heal(from.name(), to.name());
  }

  /**
   * Opens all ways again. The conditions stay, and so does what a {@link FaultMix} has cut, which
   * heals by itself.
   */
  public void heal() {
    network.heal();
  }

  private static List<String> names(Collection<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  // ---------------------------------------------------------------- streams and packets

  /**
   * Resets the connections between two hosts, at both ends and at once.
   *
   * @param one a host
   * @param other the other
   */
  public void reset(Host one, Host other) {
    network.reset(one.name(), other.name());
  }

  /**
   * Keeps packets from leaving. Of several rules that match a packet, the oldest keeps it.
   *
   * @param rule whether a packet is kept; called for each packet from one host to another, in
   *     simulated order; must not throw, must not suspend, and must depend on the packet and the
   *     seed only
   * @return the rule, with which the packets are released
   */
  public HeldPackets hold(Predicate<NetworkPacket> rule) {
    return new HeldPackets(network.hold(passage -> rule.test(NetworkPacket.of(passage))));
  }

  // ---------------------------------------------------------------- names

  /**
   * Gives a name to addresses, in place of those that it had: lookups that are answered from now on
   * find them.
   *
   * @param name the name, such as {@code db.example.com}
   * @param addresses the addresses, best first, at least one
   * @throws IllegalArgumentException if there is no address: use {@link #removeName}
   */
  public void name(String name, List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "the name " + name + " needs an address; removeName makes it unknown");
    }
    network.name(name, addresses);
  }

  /**
   * Makes a name unknown: lookups fail with an {@link java.net.UnknownHostException}.
   *
   * @param name the name, also that of a host
   */
  public void removeName(String name) {
    network.name(name, List.of());
  }

  /**
   * Sets how long the lookup of a name takes. At first it takes no time.
   *
   * @param least the shortest, at least 0
   * @param most the longest
   * @throws IllegalArgumentException if no time is between them
   */
  public void lookupsTake(Duration least, Duration most) {
    network.lookups(Distribution.uniform(least.toNanos(), most.toNanos()));
  }
}
