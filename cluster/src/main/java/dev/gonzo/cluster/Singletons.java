package dev.gonzo.cluster;

import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.cluster.link.Ballot;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.Message.Ask;
import dev.gonzo.cluster.link.Message.Subject;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The singletons that this node offers or runs, and its promises to others. */
final class Singletons {
  /** No token yet. */
  static final long NO_ANSWER = -1;

  private static final Duration ANSWER = Duration.ofSeconds(5);
  // Below the wall clock's milliseconds in a token: so two nodes rarely draw the same.
  private static final int RANDOM_BITS = 16;
  // A higher one, from a broken clock or a hostile node, would leave no tokens for the others.
  private static final Duration MOST_AHEAD = Duration.ofDays(365);
  private static final int MOST_NAMES_OF_ONE = 1000;

  private record Vote(Ballot ballot, Event decided) {}

  private final LocalNode node;
  private final PromiseStore store;
  private final Map<String, SingletonRun<?, ?>> offered = new HashMap<>();
  private final Map<Long, Vote> votes = new HashMap<>();
  // The last request of each node for each singleton that is being answered.
  private final Map<List<String>, Ask> answering = new HashMap<>();
  // The singletons of which this node has heard by the request of another one.
  private final Map<String, Set<String>> introduced = new HashMap<>();
  // The highest tokens that other nodes have named.
  private final Map<String, Long> heard = new HashMap<>();

  Singletons(LocalNode node, PromiseStore store) {
    this.node = node;
    this.store = store;
  }

  void offer(String name, SingletonRun<?, ?> run) {
    if (offered.putIfAbsent(name, run) != null) {
      throw new IllegalStateException("this node offers the singleton " + name + " already");
    }
  }

  void withdraw(String name) {
    offered.remove(name);
    heard.remove(name);
  }

  /** Whether this node is to run it: it is the first of those that offer it, and has a quorum. */
  boolean isCandidate(String name) {
    return node.hasQuorum() && !node.isLeaving() && isFirst(name, node.id().name());
  }

  private boolean isFirst(String name, String candidate) {
    List<Node> offering = node.having(Subject.SINGLETON, name);
    return !offering.isEmpty() && offering.getFirst().name().equals(candidate);
  }

  /** Ends what this node may not run any more. */
  void check() {
    for (SingletonRun<?, ?> run : List.copyOf(offered.values())) {
      if (!isCandidate(run.name())) {
        run.lose();
      }
    }
  }

  // ---------------------------------------------------------------- asking

  /**
   * Draws a token, and asks for the promises of a majority. Suspends. Returns 0 if it does not get
   * them; {@link #NO_ANSWER} if a node with which there is a link does not answer: the last run may
   * not have ended there.
   *
   * @throws IOException if it cannot keep its own promise, or cannot have a token that others take
   */
  long askForToken(String name) throws IOException {
    long highest = Math.max(store.highest(name), heard.getOrDefault(name, 0L));
    if (!isPlausible(highest)) {
      throw new IOException(
          "a token of the singleton "
              + name
              + " is more than a year ahead of this node's clock: set the clock, or remove the state"
              + " directory while all other nodes run");
    }
    long token = Math.max(highest + 1, drawn());
    if (!store.promise(name, token)) {
      return 0;
    }
    List<Peer> others =
        node.everyone().stream().filter(peer -> !peer.id().equals(node.id())).toList();
    int needed = node.options().size() / 2;
    var vote =
        new Vote(
            new Ballot(
                needed, others.stream().map(peer -> peer.id().name()).collect(Collectors.toSet())),
            Event.of("promises for " + name));
    long request = node.nextNumber();
    votes.put(request, vote);
    try {
      var ask = new Ask(request, name, token);
      others.forEach(peer -> peer.send(ask));
      boolean decided = vote.ballot.isDecided() || Gonzo.ignoreAfter(ANSWER, vote.decided::await);
      if (!decided && others.stream().anyMatch(peer -> isSilent(peer, vote.ballot, ask))) {
        return NO_ANSWER;
      }
    } finally {
      votes.remove(request);
      heard.merge(name, vote.ballot.highest(), Math::max);
    }
    boolean wasOvertaken = store.highest(name) != token;
    return vote.ballot.isWon() && !wasOvertaken && wereAllAsked(others) ? token : 0;
  }

  /** Whether a node does not answer although there is a link to it. */
  private static boolean isSilent(Peer peer, Ballot ballot, Ask ask) {
    return ballot.isWaitingFor(peer.id().name()) && peer.send(ask) != null;
  }

  private boolean wereAllAsked(List<Peer> asked) {
    return node.everyone().stream()
        .allMatch(peer -> peer.id().equals(node.id()) || asked.contains(peer));
  }

  private static long drawn() {
    long random = ByteBuffer.wrap(Environment.randomBytes(2)).getShort() & 0xffffL;
    return Math.max(0, Environment.wallTime().toEpochMilli()) << RANDOM_BITS | random;
  }

  private static boolean isPlausible(long token) {
    return token <= latest() << RANDOM_BITS;
  }

  private static long latest() {
    return Math.max(0, Environment.wallTime().toEpochMilli()) + MOST_AHEAD.toMillis();
  }

  void onPromise(String from, Message.Promise promise) {
    Vote vote = votes.get(promise.request());
    if (vote != null) {
      long highest = isPlausible(promise.highest()) ? promise.highest() : 0;
      count(vote, from, promise.granted(), highest);
    }
  }

  void onLost(String other) {
    for (Vote vote : new ArrayList<>(votes.values())) {
      count(vote, other, false, 0);
    }
  }

  private static void count(Vote vote, String from, boolean granted, long highest) {
    vote.ballot.count(from, granted, highest);
    if (vote.ballot.isDecided()) {
      vote.decided.set();
    }
  }

  // ---------------------------------------------------------------- promising

  void onAsk(Peer from, Ask ask) {
    // One request of a node for a singleton at a time: the last one.
    List<String> key = List.of(from.id().toString(), ask.singleton());
    if (answering.put(key, ask) == null) {
      var _ =
          Gonzo.spawnDaemon(
              "promise " + ask.singleton() + " to " + from.id().name(),
              () -> {
                try {
                  answer(from, key);
                } finally {
                  answering.remove(key);
                }
              });
    }
  }

  private void answer(Peer from, List<String> key) {
    for (Ask ask = answering.get(key); ask != null; ask = answering.get(key)) {
      awaitEnd(from, ask);
      if (ask.equals(answering.get(key))) {
        boolean granted =
            isFirst(ask.singleton(), from.id().name())
                && node.hasQuorum()
                && isAcceptable(from.id().name(), ask)
                && promise(ask);
        from.send(new Message.Promise(ask.request(), granted, store.highest(ask.singleton())));
        boolean _ = answering.remove(key, ask);
      }
    }
  }

  /**
   * Waits while this node runs it, and ends the run if it has to: the next run begins after the end
   * of this one, as long as they see each other.
   */
  private void awaitEnd(Peer from, Ask ask) {
    SingletonRun<?, ?> own = offered.get(ask.singleton());
    if (own != null) {
      if (isFirst(ask.singleton(), from.id().name()) || isHigher(ask, own)) {
        own.lose();
      }
      own.awaitEnd();
    }
  }

  private static boolean isHigher(Ask ask, SingletonRun<?, ?> run) {
    return ask.token() > run.token() && isPlausible(ask.token());
  }

  private boolean isAcceptable(String from, Ask ask) {
    if (!isPlausible(ask.token())) {
      Log.warn(
          "node "
              + from
              + " asks for a token of the singleton "
              + ask.singleton()
              + " that is more than a year ahead of this node's clock: compare the clocks");
      return false;
    }
    if (store.highest(ask.singleton()) > 0) {
      return true;
    }
    // Promises are kept for good, so what one node can fill is limited.
    Set<String> names = introduced.computeIfAbsent(from, _ -> new HashSet<>());
    return names.contains(ask.singleton())
        || (names.size() < MOST_NAMES_OF_ONE && names.add(ask.singleton()));
  }

  private boolean promise(Ask ask) {
    try {
      return store.promise(ask.singleton(), ask.token());
    } catch (IOException failed) {
      Log.warn("a promise to a singleton could not be kept on the device", failed);
      return false;
    }
  }
}
