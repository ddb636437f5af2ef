package dev.gonzo.sim.net;

import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.sim.world.Journal;
import dev.gonzo.sim.world.Subject;
import dev.gonzo.trap.PeerCredentials;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A simulated network: its hosts, their names, and how packets reach one from another. At first
 * each host reaches every other one, in {@link Conditions#GOOD}.
 *
 * <p>Faults do not concern what a host sends to itself. Simulation's thread only.
 */
public final class Network {
  private final Agenda agenda;
  private final Draws draws;
  private final Faults faults;
  private final Journal journal;
  private final Wire wire;
  private final Names names = new Names();
  private final Map<String, HostNetwork> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, HostNetwork> byAddress = new LinkedHashMap<>();
  private final Map<Way, Path> paths = new LinkedHashMap<>();
  // The hosts that a mix of faults does not concern.
  private final Set<String> spared = new LinkedHashSet<>();
  private Conditions everywhere = Conditions.GOOD;
  // What a mix of faults has drawn; null if it has drawn nothing.
  private @Nullable Conditions drawn;
  private long opened;

  /** From one host to another, by their names. */
  private record Way(String from, String to) {}

  /**
   * Creates a network without hosts.
   *
   * @param agenda the events of the world
   * @param draws the random numbers of the simulation
   * @param faults counts the faults of the network
   * @param journal records them
   */
  public Network(Agenda agenda, Draws draws, Faults faults, Journal journal) {
    this.agenda = agenda;
    this.draws = draws.forPurpose("network");
    this.faults = faults;
    this.journal = journal;
    this.wire = new Wire(this, agenda, this.draws);
  }

  // ---------------------------------------------------------------- hosts and names

  /**
   * Adds a host, which is up. Its name is resolved to its addresses.
   *
   * @param name its name
   * @param addresses its addresses besides the loopback addresses, which each host has
   * @param files where its Unix sockets create files
   * @param credentials what its programs are to the peers of Unix sockets
   * @return its network
   * @throws IllegalArgumentException if another host has the name or one of the addresses
   */
  public HostNetwork host(
      String name, List<InetAddress> addresses, SocketFiles files, PeerCredentials credentials) {
    if (hosts.containsKey(name)) {
      throw new IllegalArgumentException("there is a host " + name + " already");
    }
    for (InetAddress address : addresses) {
      if (byAddress.containsKey(address)) {
        throw new IllegalArgumentException(
            "the host " + byAddress.get(address) + " has the address " + address.getHostAddress());
      }
    }
    var host =
        new HostNetwork(this, hosts.size(), name, new HostAddresses(addresses), files, credentials);
    hosts.put(name, host);
    addresses.forEach(address -> byAddress.put(address, host));
    if (!addresses.isEmpty()) {
      names.set(name, addresses);
    }
    return host;
  }

  /**
   * Gives a name to addresses, in place of those that it had: lookups that are answered from now on
   * find them.
   *
   * @param name the name
   * @param addresses the addresses, best first; none if it is to be unknown
   */
  public void name(String name, List<InetAddress> addresses) {
    names.set(name, addresses);
    journal.record("network: " + name + " is " + addresses);
  }

  /**
   * Sets how long the lookup of a name takes. At first it takes no time.
   *
   * @param latency how long
   */
  public void lookups(Distribution latency) {
    names.setLatency(latency);
  }

  /**
   * Returns whether no host has an address.
   *
   * @param address the address
   * @return whether it is free
   */
  public boolean isFree(InetAddress address) {
    return !byAddress.containsKey(address);
  }

  /** {@return the names of the hosts, in the order in which they were added} */
  public List<String> hostNames() {
    return List.copyOf(hosts.keySet());
  }

  // ---------------------------------------------------------------- conditions

  /**
   * Sets the conditions on all paths that have none of their own.
   *
   * @param conditions the conditions, whose faults are reported if they never occur
   */
  public void conditions(Conditions conditions) {
    configure(conditions);
    everywhere = conditions;
  }

  /**
   * Sets the conditions from one host to another. The other direction keeps its own.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @param conditions the conditions
   */
  public void conditions(String from, String to, Conditions conditions) {
    configure(conditions);
    path(from, to).conditions = conditions;
  }

  /**
   * Returns the conditions on all paths that have none of their own.
   *
   * @return the conditions
   */
  public Conditions conditions() {
    return everywhere;
  }

  /**
   * Returns the conditions from one host to another, without what a mix of faults has drawn.
   *
   * @param from the host that sends
   * @param to the host that receives
   * @return the conditions
   */
  public Conditions conditions(String from, String to) {
    Conditions own = path(from, to).conditions;
    return own == null ? everywhere : own;
  }

  private void configure(Conditions conditions) {
    configure("packet lost", conditions.loss());
    configure("datagram duplicated", conditions.duplication());
    configure("datagram reordered", conditions.reordering());
    configure("connection reset", conditions.reset());
    configure("stream stalled", conditions.stall());
    configure("stream split", conditions.splitting());
  }

  private void configure(String kind, double probability) {
    if (probability > 0) {
      faults.configured(named(kind));
    }
  }

  // ---------------------------------------------------------------- partitions

  /**
   * Cuts the paths between two groups of hosts in both directions. Packets under way still arrive.
   *
   * @param some the names of hosts
   * @param others the names of the others
   */
  public void partition(Collection<String> some, Collection<String> others) {
    for (String one : some) {
      for (String other : others) {
        cut(one, other);
        cut(other, one);
      }
    }
  }

  /**
   * Cuts the path from one host to another: its packets are lost without an answer.
   *
   * @param from the host whose packets are lost
   * @param to the host that they do not reach
   */
  public void cut(String from, String to) {
    faults.configured(named("packet cut off"));
    change(from, to, Path.State.CUT);
  }

  /**
   * Makes a host unreachable from another one: a router refuses its packets, and says so.
   *
   * @param from the host whose packets are refused
   * @param to the host that they do not reach
   */
  public void refuse(String from, String to) {
    faults.configured(named("packet refused"));
    change(from, to, Path.State.UNREACHABLE);
  }

  /**
   * Opens the path from one host to another again.
   *
   * @param from the host that sends
   * @param to the host that receives
   */
  public void heal(String from, String to) {
    change(from, to, Path.State.OPEN);
  }

  /** Opens all paths again. The conditions stay. */
  public void heal() {
    paths.values().forEach(path -> path.state = Path.State.OPEN);
    journal.record("network: all paths open");
  }

  private void change(String from, String to, Path.State state) {
    path(from, to).state = state;
    String event = "network: " + from + " to " + to + " " + state;
    if (state == Path.State.OPEN) {
      journal.record(event);
    } else {
      journal.record(Subject.of(from, Subject.FAULT), event);
    }
  }

  /**
   * Keeps packets from leaving. Of several rules that match a packet, the oldest keeps it.
   *
   * @param rule whether a packet is kept; called for each packet from one host to another, in
   *     simulated order, and must not throw
   * @return the rule, with which the packets are released
   */
  public Hold hold(Predicate<Passage> rule) {
    faults.configured(named("packet held"));
    return wire.hold(rule);
  }

  /**
   * Resets the connections between two hosts, at both ends and at once.
   *
   * @param one a host
   * @param other the other
   */
  public void reset(String one, String other) {
    resetBetween(host(one), host(other));
    faults.injected(named("connections reset"));
    record("connections reset", host(one), host(other), "", "");
  }

  void resetBetween(HostNetwork one, HostNetwork other) {
    one.tcp().resetAllTo(other);
    other.tcp().resetAllTo(one);
  }

  // ---------------------------------------------------------------- for its parts

  /** Lets no mix of faults concern the paths of a host from now on. */
  void spare(String name) {
    spared.add(name);
    paths.forEach((way, path) -> {
      if (way.from().equals(name) || way.to().equals(name)) {
        path.spare();
      }
    });
  }

  HostNetwork host(String name) {
    HostNetwork host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("there is no host " + name);
    }
    return host;
  }

  Path path(String from, String to) {
    HostNetwork _ = host(from);
    HostNetwork _ = host(to);
    return paths.computeIfAbsent(
        new Way(from, to), _ -> new Path(spared.contains(from) || spared.contains(to)));
  }

  Path path(HostNetwork from, HostNetwork to) {
    return path(from.name(), to.name());
  }

  Conditions conditions(Path path) {
    Conditions own = path.conditions == null ? everywhere : path.conditions;
    return drawn == null || path.isSpared() ? own : path.worsened(own, drawn);
  }

  /** Makes the conditions of all paths worse, but for spared ones; null for no longer. */
  void draw(@Nullable Conditions faults) {
    drawn = faults;
  }

  /** The host with an address, as one host sees it; null if there is none. */
  @Nullable HostNetwork reached(HostNetwork from, InetAddress address) {
    return from.addresses().isOurs(address) ? from : byAddress.get(address);
  }

  Collection<HostNetwork> hosts() {
    return Collections.unmodifiableCollection(hosts.values());
  }

  Agenda agenda() {
    return agenda;
  }

  Wire wire() {
    return wire;
  }

  Names names() {
    return names;
  }

  /** Random numbers for one purpose. */
  Draws draws(String purpose) {
    return draws.forPurpose(purpose);
  }

  /** The number of the next socket. */
  long nextNumber() {
    return opened++;
  }

  Journal journal() {
    return journal;
  }

  /** Decides whether a fault of a packet happens that the seed has drawn, and records it then. */
  boolean strikes(String kind, Transmission sent) {
    boolean strikes = faults.strikes(named(kind));
    if (strikes) {
      record(kind, sent);
    }
    return strikes;
  }

  boolean strikes(String kind, HostNetwork from, HostNetwork to, String what) {
    boolean strikes = faults.strikes(named(kind));
    if (strikes) {
      record(kind, from, to, what, "");
    }
    return strikes;
  }

  /** Records a fault of a packet that the program of the simulation wanted. */
  void inject(String kind, Transmission sent) {
    faults.injected(named(kind));
    record(kind, sent);
  }

  private void record(String kind, Transmission sent) {
    record(kind, sent.from(), sent.to(), sent.described(), ", packet " + sent.number());
  }

  private void record(String kind, HostNetwork from, HostNetwork to, String what, String detail) {
    journal.record(
        new Subject(from.name(), Subject.FAULT, detail),
        named(kind) + ", " + from.name() + " to " + to.name() + ": " + what);
  }

  private static String named(String kind) {
    return "network: " + kind;
  }
}
