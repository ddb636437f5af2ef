// Three nodes that call each other's functions, send over channels, and run a singleton, on
// simulated hosts with all the faults that a seed draws: partitions, cuts one way, crashes, pauses,
// clocks that jump. What they promise is checked: no call runs twice, each ends once and as it may,
// none runs on for a caller that is lost; items arrive once and in order, and credits come back; no
// write of a singleton that was replaced has an effect.
//   ./gonzo sim examples/simulation/ClusterCalls.java --seeds 1000
// The system property "fault" plants a mistake, one of enum Mistake, that the simulation finds.

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.cluster.*;
import dev.gonzo.cluster.socket.*;
import dev.gonzo.cluster.transport.*;
import dev.gonzo.queue.BrokenException;
import dev.gonzo.sim.*;
import dev.gonzo.sync.*;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.*;
import java.util.PriorityQueue;

static final List<String> NAMES = List.of("node1", "node2", "node3");
static final String[] MEMBERS = {"node1:4700", "node2:4700", "node3:4700"};
static final Duration FAULTY = ofSeconds(30);
static final int CALLS = 30;

/** Mistakes that can be planted, to see that the simulation finds them. */
enum Mistake {
  NONE,
  NO_FENCE,
  REPEAT_LOST_CALLS,
  IGNORE_CANCELLATION;

  static Mistake planted() {
    String name = System.getProperty("fault", "none");
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}

/** A call: who makes it, how long it takes, and whether it fails at its end. */
record Work(long id, String caller, int steps, boolean fails) {}

/** What a channel carries. */
record Item(long channel, long number) {}

// ---------------------------------------------------------------- the node

/** One life of a node, which serves calls and makes them. */
static final class Life {
  final String name;
  final Checks checks;
  final Mistake mistake = Mistake.planted();
  final Remote<Work, Long> work = Remote.of("work/1", Work.class, Long.class, this::work);
  LateMessages transport;

  Life(String name, Checks checks) {
    this.name = name;
    this.checks = checks;
  }

  void live() {
    checks.begins(this);
    while (!checks.isDone(this)) {
      try {
        join();
      } catch (IOException disk) {
        sleep(ofSeconds(1)); // the disk is full, or fails
      }
    }
    checks.awaitAllDone();
  }

  void join() throws IOException {
    transport = new LateMessages(SocketTransport.of(name, 4700, MEMBERS).withTrustedNetwork());
    var options =
        ClusterOptions.of(transport)
            .withNode(name)
            .withSize(3)
            .withQuorum(name.equals("node3") ? 1 : 2)
            .withStateDirectory(Path.of("state"))
            .serving(work);
    try (var cluster = Cluster.join("calls", options);
        var receiver = cluster.receive("items", Item.class, 4);
        var serving = TaskGroup.<Void>open()) {
      serving.spawnDaemon("receiver", () -> receive(receiver));
      if (options.quorum() == 2) serving.spawnDaemon("singleton", () -> writer(cluster));
      try (var clients = TaskGroup.<Void>open()) {
        for (int i = 0; i < 2; i++) clients.spawn("client " + i, () -> client(cluster));
        clients.spawn("sender", () -> sender(cluster));
        clients.join();
      }
      checks.done(this);
      checks.awaitAllDone();
      serving.join();
    }
  }

  // -------------------------------------------------------------- channels and the singleton

  void receive(ChannelReceiver<Item> receiver) {
    for (Item item : receiver) {
      checks.arrives(item);
      sleep(random(ofMillis(40)));
    }
  }

  void sender(Cluster cluster) {
    for (int i = 0; i < 8 && !checks.isOver(); i++) {
      List<Node> nodes = cluster.nodes();
      try (var sender = cluster.channel(nodes.get(below(nodes.size())), "items", Item.class)) {
        long channel = checks.nextId();
        int count = below(30);
        for (int number = 0; number < count; number++) {
          var item = new Item(channel, number);
          if (below(4) > 0) {
            sender.send(item);
            checks.sent(item);
          } else if (ignoreAfter(random(ofMillis(30)), () -> sender.send(item))) {
            checks.sent(item);
          }
        }
      } catch (NodeLostException | NoQuorumException | BrokenException ended) {
        // What was sent may have arrived.
      }
      sleep(random(ofSeconds(2)));
    }
  }

  /** Writes as long as it is the one. What it has begun to write is on its way. */
  void writer(Cluster cluster) {
    while (true) {
      try {
        cluster.<Void, RuntimeException>singleton(
            "writer",
            token -> {
              while (true) {
                withoutCancellation(() -> sleep(random(ofSeconds(1))));
                checks.writes(token, this);
                checkpoint();
              }
            });
      } catch (StaleTokenException replaced) {
        sleep(ofMillis(100));
      }
    }
  }

  // -------------------------------------------------------------- calls

  /** What is called: some steps, of which each can be cancelled. */
  long work(Work work) {
    checks.starts(work, this);
    int losses = transport.losses(work.caller());
    Moment lost = null;
    try {
      for (int i = 0; i < work.steps(); i++) {
        if (mistake == Mistake.IGNORE_CANCELLATION) withoutCancellation(() -> sleep(ofMillis(50)));
        else sleep(ofMillis(50));
        if (lost == null && transport.losses(work.caller()) > losses) lost = Moment.now();
        // What is late is late: this host may have been stopped.
        if (lost != null && Moment.now().since(lost).compareTo(ofSeconds(2)) > 0 && i % 2 == 0) {
          checks.violated("a call runs on although its caller is lost");
        }
      }
      if (work.fails()) throw new IllegalStateException("as planned");
      return work.id() + 1;
    } finally {
      checks.stops(work);
    }
  }

  void client(Cluster cluster) {
    for (int i = 0; i < CALLS && !checks.isOver(); i++) {
      List<Node> nodes = cluster.nodes();
      Node node = nodes.get(below(nodes.size()));
      int steps = below(4) == 0 ? below(200) : below(8);
      var work = new Work(checks.nextId(), cluster.self().id().toString(), steps, below(10) == 0);
      switch (below(5)) {
        case 0 -> {
          boolean _ = ignoreAfter(random(ofSeconds(2)), () -> call(cluster, node, work));
        }
        case 1 -> {
          Task<?> call = spawn(() -> call(cluster, node, work));
          sleep(random(ofSeconds(1)));
          call.cancel("the client has changed its mind");
        }
        default -> call(cluster, node, work);
      }
      sleep(random(ofMillis(500)));
    }
  }

  void call(Cluster cluster, Node node, Work work) {
    checks.calls(work, this);
    try {
      long value = cluster.call(node, this.work, work);
      checks.returned(work, value);
    } catch (RemoteFailure failure) {
      checks.failed(work, failure);
    } catch (NodeLostException lost) {
      checks.lost(work, lost.mayHaveRun());
      if (mistake == Mistake.REPEAT_LOST_CALLS) repeat(cluster, work);
    } catch (NoQuorumException alone) {
      checks.lost(work, alone.mayHaveRun());
    } catch (Cancelled cancelled) {
      checks.cancelled(work);
      throw cancelled;
    }
  }

  /** A mistake: the first one may have run. */
  void repeat(Cluster cluster, Work work) {
    try {
      var _ = cluster.call(cluster.self(), this.work, work);
    } catch (RemoteFailure | NoQuorumException | NodeLostException given) {
      // Given up.
    }
  }
}

// ---------------------------------------------------------------- a transport that is late

/**
 * Does what a transport may do: it loses messages, delivers them late, takes nodes for lost that
 * are not, and delivers what arrived before a node was seen to leave after it has come back. It
 * also counts how often a node has left.
 */
static final class LateMessages implements Transport.Connector {
  final Transport.Connector connector;
  final PriorityQueue<Late> waiting =
      new PriorityQueue<>(Comparator.comparing(Late::due).thenComparing(Late::number));
  final Map<NodeId, List<byte[]>> ofThoseWhoLeft = new HashMap<>();
  final Map<NodeId, Moment> lastDue = new HashMap<>();
  final Map<String, Integer> losses = new HashMap<>();
  final boolean isLossy = below(2) == 0;
  final boolean isNervous = below(2) == 0;
  final Set<NodeId> suspected = new HashSet<>();
  List<NodeId> reached = List.of();
  List<NodeId> seen = List.of();
  Transport.Events events;
  Event changed = Event.of();
  long numbers;

  record Late(Moment due, long number, NodeId from, byte[] message) {}

  LateMessages(Transport.Connector connector) {
    this.connector = connector;
  }

  @Override
  public Transport join(String cluster, NodeId self, Transport.Events to) throws IOException {
    events = to;
    Transport transport =
        connector.join(
            cluster,
            self,
            new Transport.Events() {
              @Override
              public void onMessage(NodeId from, byte[] message) {
                if (isLossy && below(500) == 0) return;
                // Later than the loss of its sender may be seen; the next ones wait behind it.
                add(from, message, below(200) == 0 ? ofSeconds(10) : ofMillis(20));
              }

              @Override
              public void onView(View view) {
                reached = view.nodes();
                report();
              }
            });
    Task<?> delivering = spawnDaemon("late messages", this::deliver);
    Task<?> suspecting = spawnDaemon("wrong suspicions", () -> suspect(self));
    return new Transport() {
      @Override
      public void send(NodeId to, byte[] message) {
        transport.send(to, message);
      }

      @Override
      public int mostBytes() {
        return transport.mostBytes();
      }

      @Override
      public void leave() {
        delivering.cancel();
        suspecting.cancel();
        transport.leave();
      }
    };
  }

  int losses(String node) {
    return losses.getOrDefault(node, 0);
  }

  void add(NodeId from, byte[] message, Duration most) {
    Moment due = Moment.now().plus(random(most));
    Moment last = lastDue.getOrDefault(from, due);
    if (last.isAfter(due)) due = last;
    lastDue.put(from, due);
    waiting.add(new Late(due, numbers++, from, message));
    changed.set();
  }

  /** Takes a node for lost that is not, now and then. */
  void suspect(NodeId self) {
    while (isNervous) {
      sleep(random(ofSeconds(3)));
      List<NodeId> others = reached.stream().filter(node -> !node.equals(self)).toList();
      if (others.isEmpty()) continue;
      NodeId other = others.get(below(others.size()));
      suspected.add(other);
      report();
      sleep(random(ofMillis(500)));
      suspected.remove(other);
      report();
    }
  }

  void report() {
    List<NodeId> before = seen;
    seen = reached.stream().filter(node -> !suspected.contains(node)).toList();
    for (NodeId node : before) {
      if (!seen.contains(node)) {
        losses.merge(node.toString(), 1, Integer::sum);
        lastDue.remove(node);
      }
    }
    events.onView(new View(seen));
    for (NodeId node : seen) {
      List<byte[]> late = ofThoseWhoLeft.remove(node);
      if (late != null) late.forEach(message -> add(node, message, ofSeconds(2)));
    }
  }

  void deliver() {
    while (true) {
      changed.clear();
      Late next = waiting.peek();
      if (next == null) {
        changed.await();
      } else if (next.due().isAfter(Moment.now())) {
        boolean _ = ignoreAfter(next.due().since(Moment.now()), changed::await);
      } else {
        waiting.remove();
        if (seen.contains(next.from())) events.onMessage(next.from(), next.message());
        else
          ofThoseWhoLeft.computeIfAbsent(next.from(), _ -> new ArrayList<>()).add(next.message());
      }
    }
  }
}

// ---------------------------------------------------------------- what is checked

/** Sees what no program could see, everything at once, and compares it. */
static final class Checks {
  enum State {
    CALLED,
    RUNS,
    STOPPED
  }

  final Map<String, Life> lives = new TreeMap<>();
  final Set<Life> done = new HashSet<>();
  final Map<Long, State> states = new TreeMap<>();
  final Map<Long, Life> runners = new TreeMap<>();
  final Set<Long> ended = new TreeSet<>();
  final Set<Long> neverRun = new TreeSet<>();
  final Map<String, Integer> results = new TreeMap<>();
  final Map<Long, List<Long>> sent = new TreeMap<>();
  final Map<Long, List<Long>> arrived = new TreeMap<>();
  final Fence fence = new Fence();
  final Map<Long, Life> writers = new TreeMap<>();
  long lastToken;
  long writes;
  long writesAtTheEnd;
  final Set<String> violations = new LinkedHashSet<>();
  long ids;
  boolean over;

  void violated(String rule) {
    violations.add(rule);
  }

  void begins(Life life) {
    lives.put(life.name, life);
  }

  boolean isOver() {
    return over;
  }

  long nextId() {
    return ++ids;
  }

  // -------------------------------------------------------------- on the node that is called

  void starts(Work work, Life runner) {
    State before = states.put(work.id(), State.RUNS);
    runners.put(work.id(), runner);
    if (before == State.RUNS || before == State.STOPPED) violated("a call runs twice");
    if (neverRun.contains(work.id())) violated("a call runs after it was said not to have run");
  }

  void stops(Work work) {
    states.put(work.id(), State.STOPPED);
  }

  /** Whether it runs, on a host that has not crashed since. */
  boolean runs(long id) {
    Life runner = runners.get(id);
    return states.get(id) == State.RUNS && runner != null && lives.get(runner.name) == runner;
  }

  // -------------------------------------------------------------- on the node that calls

  void calls(Work work, Life caller) {
    states.putIfAbsent(work.id(), State.CALLED);
  }

  void ends(Work work, String result) {
    results.merge(result, 1, Integer::sum);
    if (!ended.add(work.id())) violated("a call ends twice");
  }

  void returned(Work work, long value) {
    ends(work, "value");
    if (value != work.id() + 1 || work.fails()) violated("a call returns what is not its value");
    if (states.get(work.id()) != State.STOPPED) violated("a call returns before its end");
  }

  void failed(Work work, RemoteFailure failure) {
    ends(work, "failure");
    boolean planned = failure.remoteMessage().equals("as planned");
    if (!planned || !work.fails()) violated("a call fails: " + failure.getMessage());
    if (states.get(work.id()) != State.STOPPED) violated("a call fails before its end");
  }

  void lost(Work work, boolean mayHaveRun) {
    ends(work, mayHaveRun ? "lost, may have run" : "lost, has not run");
    if (mayHaveRun) return;
    neverRun.add(work.id());
    if (states.get(work.id()) != State.CALLED) violated("a call has run that was said not to have");
  }

  void cancelled(Work work) {
    ends(work, "cancelled");
  }

  // -------------------------------------------------------------- channels and the singleton

  void sent(Item item) {
    sent.computeIfAbsent(item.channel(), _ -> new ArrayList<>()).add(item.number());
  }

  void arrives(Item item) {
    arrived.computeIfAbsent(item.channel(), _ -> new ArrayList<>()).add(item.number());
  }

  /** What the singleton writes to. A write with an old token must have no effect. */
  void writes(long token, Life writer) {
    if (Mistake.planted() != Mistake.NO_FENCE) fence.pass(token);
    if (token < lastToken) violated("a write of a singleton that was replaced has an effect");
    Life other = writers.putIfAbsent(token, writer);
    if (other != null && other != writer) violated("two nodes have the same token");
    lastToken = token;
    writes++;
    if (over) writesAtTheEnd++;
  }

  // -------------------------------------------------------------- the end

  void done(Life life) {
    done.add(life);
  }

  boolean isDone(Life life) {
    return done.contains(life);
  }

  /** Nodes stay until all have finished, and the singleton writes again. */
  void awaitAllDone() {
    while (!done.containsAll(lives.values()) || writesAtTheEnd == 0) sleep(ofMillis(100));
  }

  void report() {
    for (long channel : arrived.keySet()) {
      List<Long> all = sent.getOrDefault(channel, List.of());
      List<Long> got = arrived.get(channel);
      if (got.size() > all.size() || !all.subList(0, got.size()).equals(got)) {
        violated("a channel delivers " + got + " of " + all);
      }
    }
    for (long id : runners.keySet()) {
      if (runs(id)) violated("a call runs after the end of all clients");
    }
    if (!violations.isEmpty()) throw new IllegalStateException(String.join("; ", violations));
  }
}

static int below(int bound) {
  return Math.floorMod(ByteBuffer.wrap(Environment.randomBytes(4)).getInt(), bound);
}

static Duration random(Duration most) {
  return most.multipliedBy(below(1_000)).dividedBy(1_000);
}

// ---------------------------------------------------------------- the simulation

static void simulate(Simulation sim) throws Exception {
  var checks = new Checks();
  var hosts = NAMES.stream().map(name -> sim.host(name, () -> new Life(name, checks).live()));
  List<Host> nodes = hosts.toList();
  sim.run(
          () -> {
            sleep(FAULTY);
            sim.endFaults();
            checks.over = true;
            boolean isOver = ignoreAfter(ofMinutes(10), () -> nodes.forEach(Host::awaitEnd));
            if (!isOver) checks.violated("a call, a send or a singleton waits for ever");
            checks.report();
          })
      .valueOrThrow();
}

void main() {
  IO.println("run it with: ./gonzo sim examples/simulation/ClusterCalls.java --seeds 100");
}
