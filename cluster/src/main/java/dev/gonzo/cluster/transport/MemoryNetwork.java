package dev.gonzo.cluster.transport;

import dev.gonzo.KernelMember;
import dev.gonzo.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network inside one JVM, for tests and for programs whose nodes are tasks or kernels of one
 * process. Messages arrive at once and in order, and every node sees every other, until a test says
 * otherwise:
 *
 * <pre>{@code
 * var network = new MemoryNetwork();
 * var options = ClusterOptions.of(network).withNode("a");
 * network.partition(List.of("a"), List.of("b", "c"));   // both sides see it
 * network.cut("a", "b");                                // messages from a to b are lost, unseen
 * network.heal();
 * }</pre>
 *
 * <p>For the tasks of one kernel; a network {@link #betweenKernels} is for all threads. No method
 * suspends.
 */
public final class MemoryNetwork implements Transport.Connector {
  private static final int DEFAULT_MOST_BYTES = 1 << 16;

  /** What happens to a message. */
  public enum Fate {
    /** It arrives. */
    DELIVER,
    /** It is lost. */
    DROP,
    /** It waits until {@link #release}. */
    HOLD
  }

  /** Decides what happens to each message. */
  @FunctionalInterface
  public interface Filter {
    /**
     * Decides what happens to a message. Must return at once.
     *
     * @param from the name of the sender
     * @param to the name of the receiver
     * @param message the bytes, not to be changed
     * @return what happens to it
     */
    Fate judge(String from, String to, byte[] message);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Held(Member from, NodeId to, byte[] message) {}

  private final int mostBytes;
  private final boolean withinKernel;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, Integer> sides = new LinkedHashMap<>();
  private final Set<List<String>> cuts = new LinkedHashSet<>();
  private final List<Held> held = new ArrayList<>();
  private Filter filter = (_, _, _) -> Fate.DELIVER;
  private boolean late;

  /** Creates a network between tasks of one kernel, whose messages have up to 64 KiB. */
  public MemoryNetwork() {
    this(DEFAULT_MOST_BYTES);
  }

  /**
   * Creates a network between tasks of one kernel.
   *
   * @param mostBytes how long a message may be, at least 1,024 bytes
   */
  public MemoryNetwork(int mostBytes) {
    this(mostBytes, true);
  }

  /**
   * Creates a network between nodes in several kernels. Each of these kernels then expects wake-ups
   * from outside: it finds no deadlock, and virtual time does not pass by itself.
   *
   * @return the network, whose messages have up to 64 KiB
   */
  public static MemoryNetwork betweenKernels() {
    return new MemoryNetwork(DEFAULT_MOST_BYTES, false);
  }

  private MemoryNetwork(int mostBytes, boolean withinKernel) {
    this.withinKernel = withinKernel;
    if (mostBytes < 1024) {
      throw new IllegalArgumentException("messages have up to 1,024 bytes at least: " + mostBytes);
    }
    this.mostBytes = mostBytes;
  }

  /** One node's end. */
  private final class Member implements Transport {
    final String cluster;
    final NodeId id;
    final Events events;
    final Task<?> joiner = Task.current();
    @Nullable List<String> shown;
    List<NodeId> view = List.of();

    Member(String cluster, NodeId id, Events events) {
      this.cluster = cluster;
      this.id = id;
      this.events = events;
    }

    @Override
    public void send(NodeId to, byte[] message) {
      if (message.length > mostBytes) {
        throw new IllegalArgumentException(
            "a message has " + message.length + " bytes, more than " + mostBytes);
      }
      pass(this, to, message);
    }

    @Override
    public int mostBytes() {
      return mostBytes;
    }

    @Override
    public boolean isWithinKernel() {
      return withinKernel;
    }

    @Override
    public void leave() {
      remove(this);
    }

    String key() {
      return MemoryNetwork.key(cluster, id.name());
    }
  }

  private static String key(String cluster, String name) {
    return cluster + "\n" + name;
  }

  @Override
  public synchronized Transport join(String cluster, NodeId self, Transport.Events events)
      throws java.io.IOException {
    var member = new Member(cluster, self, events);
    if (withinKernel) {
      requireSameKernel(member);
    }
    if (members.putIfAbsent(member.key(), member) != null) {
      throw new java.io.IOException(
          "the cluster \"" + cluster + "\" has a node named " + self.name() + " already");
    }
    showViews();
    return member;
  }

  private void requireSameKernel(Member joining) {
    for (Member member : members.values()) {
      if (joining.joiner instanceof KernelMember task && !task.isOfSameKernel(member.joiner)) {
        throw new IllegalStateException(
            "nodes of another kernel have joined this network: use MemoryNetwork.betweenKernels()");
      }
    }
  }

  private synchronized void remove(Member member) {
    if (members.remove(member.key(), member)) {
      showViews();
    }
  }

  // ---------------------------------------------------------------- messages

  private synchronized void pass(Member from, NodeId to, byte[] message) {
    if (members.get(from.key()) != from) {
      return;
    }
    if (isCut(from, to)) {
      if (late) {
        held.add(new Held(from, to, message));
      }
      return;
    }
    switch (filter.judge(from.id.name(), to.name(), message)) {
      case DELIVER -> deliver(from, to, message);
      case DROP -> {}
      case HOLD -> held.add(new Held(from, to, message));
    }
  }

  private void deliver(Member from, NodeId to, byte[] message) {
    Member receiver = members.get(key(from.cluster, to.name()));
    if (receiver != null && receiver.id.equals(to)) {
      receiver.events.onMessage(from.id, message);
    }
  }

  private boolean isCut(Member from, NodeId to) {
    return !side(from.id.name()).equals(side(to.name()))
        || cuts.contains(List.of(from.id.name(), to.name()));
  }

  private Integer side(String name) {
    return sides.getOrDefault(name, 0);
  }

  /** Delivers the messages that were held, in the order in which they were sent. */
  public synchronized void release() {
    var released = List.copyOf(held);
    held.clear();
    for (Held message : released) {
      deliver(message.from, message.to, message.message);
    }
  }

  /** {@return how many messages are held} */
  public synchronized int heldCount() {
    return held.size();
  }

  // ---------------------------------------------------------------- faults

  /**
   * Decides what happens to messages that are not cut off, from now on.
   *
   * @param decides what happens to each
   */
  public synchronized void filter(Filter decides) {
    filter = decides;
  }

  /**
   * Sets whether messages that are sent into a partition arrive when it heals, as with JGroups,
   * instead of being lost.
   *
   * @param arrive whether they do
   */
  public synchronized void deliverLate(boolean arrive) {
    late = arrive;
  }

  /**
   * Cuts the network into parts, which see each other leave. Nodes that are not named are in the
   * first part.
   *
   * @param parts the names of the nodes in each part
   */
  @SafeVarargs
  public final synchronized void partition(List<String>... parts) {
    sides.clear();
    for (int part = 0; part < parts.length; part++) {
      for (String name : parts[part]) {
        sides.put(name, part);
      }
    }
    showViews();
  }

  /**
   * Loses all messages in one direction; no view changes.
   *
   * @param from the name of the sender
   * @param to the name of the receiver
   */
  public synchronized void cut(String from, String to) {
    cuts.add(List.of(from, to));
  }

  /**
   * Ends partitions, cuts, filters and shown views. With {@link #deliverLate}, what was sent into
   * them arrives after the views.
   */
  public synchronized void heal() {
    sides.clear();
    cuts.clear();
    filter = (_, _, _) -> Fate.DELIVER;
    members.values().forEach(member -> member.shown = null);
    showViews();
    if (late) {
      release();
    }
  }

  /**
   * Makes one node see given nodes, whatever the others see.
   *
   * @param name the node
   * @param seen the names that it sees, its own included
   */
  public synchronized void show(String name, List<String> seen) {
    for (Member member : members.values()) {
      if (member.id.name().equals(name)) {
        member.shown = List.copyOf(seen);
      }
    }
    showViews();
  }

  /**
   * Ends a node as a crash does: it sends and gets nothing more, and the others see it leave.
   *
   * @param name the node
   */
  public synchronized void crash(String name) {
    if (members.values().removeIf(member -> member.id.name().equals(name))) {
      showViews();
    }
  }

  private void showViews() {
    for (Member member : List.copyOf(members.values())) {
      List<NodeId> view =
          members.values().stream()
              .filter(other -> sees(member, other))
              .map(other -> other.id)
              .toList();
      if (!view.equals(member.view)) {
        member.view = view;
        member.events.onView(new View(view));
      }
    }
  }

  private boolean sees(Member member, Member other) {
    if (!member.cluster.equals(other.cluster)) {
      return false;
    }
    List<String> shown = member.shown;
    return shown != null
        ? shown.contains(other.id.name())
        : side(member.id.name()).equals(side(other.id.name()));
  }
}
