// A store on several nodes, which bears the failure of any minority of them: a leader is elected,
// copies each change to the others, and answers when a majority has it on disk. Simulated, three
// nodes and three clients meet every fault that their seed draws, and what they did is checked.
//   ./gonzo run examples/simulation/ReplicatedStore.java [PORT]
//   ./gonzo sim examples/simulation/ReplicatedStore.java --seeds 1000
// The system property "fault" plants a mistake, one of enum Mistake, that the simulation finds.

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.file.*;
import dev.gonzo.net.*;
import dev.gonzo.sim.*;
import dev.gonzo.stream.*;
import dev.gonzo.sync.*;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.*;
import java.util.function.BinaryOperator;
import java.util.zip.CRC32;

// A follower that has heard of a leader votes for no other for this time, on its own clock.
static final Duration PROMISE = ofSeconds(1);
// A leader relies on that for half of it, so that clocks may differ by a third.
static final Duration LEASE = PROMISE.dividedBy(2);
static final Duration HEARTBEAT = ofMillis(200);
static final Duration PATIENCE = ofMillis(800);
static final int MOST_AT_ONCE = 50;
static final int MOST_WAITING = 1_000;

/** Mistakes that can be planted, to see that the simulation finds them. */
enum Mistake {
  NONE,
  ACKNOWLEDGE_BEFORE_SYNC,
  STALE_LEADER,
  LEASE_BY_SKEWED_CLOCK,
  DOUBLE_DELIVERY;

  static Mistake planted() {
    String name = System.getProperty("fault", "none");
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}

record Peer(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}

/** A change: a client adds a value to the list of a key. The one of a new leader is empty. */
record Entry(long term, String client, long sequence, String key, String value) {
  static final Entry NONE = new Entry(0, "-", 0, "-", "-");

  String text() {
    return String.join(" ", "" + term, client, "" + sequence, key, value);
  }

  static Entry of(String[] words, int from) {
    return new Entry(
        Long.parseLong(words[from]),
        words[from + 1],
        Long.parseLong(words[from + 2]),
        words[from + 3],
        words[from + 4]);
  }
}

// ---------------------------------------------------------------- the node

static final class Node {
  enum Role {
    FOLLOWER,
    CANDIDATE,
    LEADER
  }

  final Peer own;
  final List<Peer> others;
  final Path path;
  final Checks checks;
  final Mistake mistake = Mistake.planted();
  Log log;

  // On disk as well: what is changed here is in the log before an answer is sent.
  long term;
  String vote = "-";
  final List<Entry> entries = new ArrayList<>(List.of(Entry.NONE));

  Role role = Role.FOLLOWER;
  Moment lastHeard = Moment.now();
  Event changed = Event.of();
  int committed;
  int applied;
  final Map<String, List<String>> values = new TreeMap<>();
  final Map<String, Long> sequences = new TreeMap<>();

  // Of a leader: the last entry on its own disk, and for each other node its last entry that is
  // known, the next one to send, and when the last request was sent that it has answered.
  int stored;
  final Map<Peer, Integer> copied = new LinkedHashMap<>();
  final Map<Peer, Integer> next = new LinkedHashMap<>();
  final Map<Peer, Duration> followed = new LinkedHashMap<>();

  Node(Peer own, List<Peer> all, Path path, Checks checks) {
    this.own = own;
    this.others = all.stream().filter(peer -> !peer.equals(own)).toList();
    this.path = path;
    this.checks = checks;
  }

  /** Runs a node. When its disk fails, it begins again with what is on the disk. */
  static void serve(Peer own, List<Peer> all, Path path, Checks checks) throws IOException {
    while (true) {
      new Node(own, all, path, checks).runUntilDiskFails();
      sleep(ofSeconds(1));
    }
  }

  void runUntilDiskFails() throws IOException {
    try {
      log = recovered();
    } catch (IOException failed) {
      return;
    }
    try (var group = TaskGroup.<Void>open();
        var listener = Tcp.listen(own.host(), own.port())) {
      group.spawn("elections", this::elections);
      for (Peer peer : others) group.spawn("copies to " + peer, () -> copyTo(peer));
      group.spawn("requests", () -> listener.serve(this::answer));
      group.spawn(
          "disk",
          () -> {
            throw log.failure.await();
          });
      group.join();
    } catch (TaskFailedException failed) {
      if (!log.failure.isDone()) throw failed;
    } finally {
      log.file.close();
    }
  }

  /**
   * Reads the log, and writes all of it again: the end may be torn, and after a sync that failed
   * the system shows bytes that are not on the disk.
   */
  Log recovered() throws IOException {
    for (String line : Log.read(path)) {
      String[] words = line.split(" ");
      if (words[0].equals("term")) {
        term = Long.parseLong(words[1]);
        vote = words[2];
      } else {
        put(Integer.parseInt(words[1]), Entry.of(words, 2));
      }
    }
    var lines = new ArrayList<String>(List.of("term " + term + " " + vote));
    for (int i = 1; i <= last(); i++) lines.add("entry " + i + " " + entries.get(i).text());
    return Log.replace(path, lines, mistake == Mistake.ACKNOWLEDGE_BEFORE_SYNC);
  }

  int last() {
    return entries.size() - 1;
  }

  void put(int index, Entry entry) {
    entries.subList(index, entries.size()).clear();
    entries.add(entry);
  }

  void append(int index, Entry entry) {
    put(index, entry);
    log.append("entry " + index + " " + entry.text());
  }

  void enter(long newTerm, String newVote) {
    if (newTerm > term) role = Role.FOLLOWER;
    term = newTerm;
    vote = newVote;
    log.append("term " + term + " " + vote);
    change();
  }

  void change() {
    Event before = changed;
    changed = Event.of();
    before.set();
  }

  // -------------------------------------------------------------- requests

  void answer(Socket socket) {
    try {
      var input = Input.of(socket);
      for (String line; (line = input.readLine()) != null; ) {
        socket.writeAll((reply(line.split(" ")) + "\n").getBytes(UTF_8));
      }
    } catch (IOException lost) {
      // The other side asks again.
    }
  }

  String reply(String[] words) throws IOException {
    return switch (words[0]) {
      case "vote" ->
          vote(
              Long.parseLong(words[1]),
              words[2],
              Integer.parseInt(words[3]),
              Long.parseLong(words[4]));
      case "copy" -> copy(words);
      case "add" -> add(new Entry(term, words[1], Long.parseLong(words[2]), words[3], words[4]));
      case "get" -> get(words[1]);
      default -> "what is " + words[0] + "?";
    };
  }

  String vote(long asked, String candidate, int lastIndex, long asLast) throws IOException {
    boolean hasLeader =
        Moment.now().isBefore(lastHeard.plus(PROMISE)) || (role == Role.LEADER && isFollowed());
    if (asked < term || hasLeader) return term + " no";
    if (asked > term) enter(asked, "-");
    boolean isBehind = asLast < lastTerm() || (asLast == lastTerm() && lastIndex < last());
    boolean isGranted = !isBehind && (vote.equals("-") || vote.equals(candidate));
    if (isGranted) enter(asked, candidate);
    log.flush();
    return asked + (isGranted ? " yes" : " no");
  }

  /** A leader sends entries that follow one that we may have, or none. */
  String copy(String[] words) throws IOException {
    long asked = Long.parseLong(words[1]);
    int index = Integer.parseInt(words[2]);
    if (asked < term) return term + " no 0";
    if (asked > term) enter(asked, "-");
    role = Role.FOLLOWER;
    lastHeard = Moment.now();
    if (index > last() || entries.get(index).term() != Long.parseLong(words[3])) {
      log.flush();
      return asked + " no " + Math.min(index - 1, last());
    }
    for (int i = 5; i < words.length; i += 5) {
      Entry entry = Entry.of(words, i);
      index++;
      if (index > last() || entries.get(index).term() != entry.term()) append(index, entry);
    }
    commit(Math.min(index, Integer.parseInt(words[4])));
    log.flush();
    return asked + " yes " + index;
  }

  String add(Entry entry) throws IOException {
    if (role != Role.LEADER) return "no leader";
    if (last() - committed > MOST_WAITING) return "busy";
    if (isDone(entry)) return "done";
    append(last() + 1, entry);
    int index = last();
    change();
    store();
    while (applied < index && term == entry.term() && role == Role.LEADER) changed.await();
    boolean isThere = applied >= index && entries.get(index).term() == entry.term();
    return isThere ? "done" : "no leader";
  }

  String get(String key) {
    boolean isSure = isFollowed() || mistake == Mistake.STALE_LEADER;
    boolean knowsAll = entries.get(committed).term() == term; // all that earlier leaders committed
    if (role != Role.LEADER || !isSure || !knowsAll) return "no leader";
    return "values " + String.join(" ", values.getOrDefault(key, List.of()));
  }

  // -------------------------------------------------------------- elections

  void elections() throws IOException {
    while (true) {
      Moment heard = lastHeard;
      sleep(PROMISE.plus(random(PROMISE)));
      if (role != Role.LEADER && lastHeard.equals(heard)) campaign();
    }
  }

  void campaign() throws IOException {
    enter(term + 1, own.toString());
    role = Role.CANDIDATE;
    long mine = term;
    log.flush();
    String request = String.join(" ", "vote", "" + mine, "" + own, "" + last(), "" + lastTerm());
    int votes = 1;
    try (var group = TaskGroup.<String>open()) {
      for (Peer peer : others) group.spawn(() -> ask(peer, request));
      group.join();
      for (String reply : group.results()) {
        if (reply.equals(mine + " yes")) votes++;
        if (!reply.isEmpty()) heed(Long.parseLong(reply.split(" ")[0]));
      }
    }
    if (isMajority(votes) && term == mine && role == Role.CANDIDATE) lead();
  }

  long lastTerm() {
    return entries.getLast().term();
  }

  boolean isMajority(int nodes) {
    return 2 * nodes > others.size() + 1;
  }

  void heed(long otherTerm) {
    if (otherTerm > term) enter(otherTerm, "-");
  }

  void lead() throws IOException {
    checks.leads(term, own.toString());
    role = Role.LEADER;
    stored = 0;
    copied.clear();
    followed.clear();
    for (Peer peer : others) next.put(peer, last() + 1);
    append(last() + 1, new Entry(term, "-", 0, "-", "-"));
    change();
    store();
  }

  // -------------------------------------------------------------- copies

  /** Lets a follower have what it lacks, and at least a sign of life, as long as we lead. */
  void copyTo(Peer peer) {
    while (true) {
      if (role != Role.LEADER) {
        changed.await();
        continue;
      }
      try (Socket socket = timeoutAfter(PATIENCE, () -> Tcp.connect(peer.host(), peer.port()))) {
        var input = Input.of(socket);
        while (role == Role.LEADER) {
          timeoutAfter(PATIENCE, () -> copyTo(peer, socket, input));
          if (next.get(peer) > last()) ignoreAfter(HEARTBEAT, () -> changed.await());
        }
      } catch (IOException | DeadlineExceededException lost) {
        sleep(HEARTBEAT);
      }
    }
  }

  void copyTo(Peer peer, Socket socket, Input input) throws IOException {
    long mine = term;
    int from = next.get(peer);
    Duration sent = leaseClock();
    var request = new StringJoiner(" ");
    request.add("copy " + term + " " + (from - 1) + " " + entries.get(from - 1).term());
    request.add("" + committed);
    entries
        .subList(from, Math.min(entries.size(), from + MOST_AT_ONCE))
        .forEach(entry -> request.add(entry.text()));
    socket.writeAll((request + "\n").getBytes(UTF_8));
    String reply = input.readLine();
    if (reply == null) throw new EOFException("the other node has closed the connection");
    String[] words = reply.split(" ");
    heed(Long.parseLong(words[0]));
    if (term != mine || role != Role.LEADER) return;
    int index = Integer.parseInt(words[2]);
    if (words[1].equals("yes")) copied.merge(peer, index, Math::max);
    next.put(peer, Math.max(1, index + 1));
    followed.merge(peer, sent, BinaryOperator.maxBy(Comparator.naturalOrder()));
    advance();
  }

  /** Waits until all entries that there are now are on our own disk. */
  void store() throws IOException {
    int index = last();
    long mine = term;
    log.flush();
    if (term == mine && role == Role.LEADER) {
      stored = Math.max(stored, index);
      advance();
    }
  }

  /** Commits what a majority has. Only by an entry of its own term can a leader be sure of it. */
  void advance() {
    int index = last();
    while (index > committed && !isCopied(index)) index--;
    if (index > committed && entries.get(index).term() == term) commit(index);
  }

  boolean isCopied(int index) {
    int nodes = stored >= index ? 1 : 0;
    for (int last : copied.values()) nodes += last >= index ? 1 : 0;
    return isMajority(nodes);
  }

  void commit(int index) {
    committed = Math.max(committed, Math.min(index, last()));
    while (applied < committed) {
      Entry entry = entries.get(++applied);
      checks.applies(applied, entry);
      if (entry.sequence() > 0 && !isDone(entry)) {
        sequences.put(entry.client(), entry.sequence());
        values.computeIfAbsent(entry.key(), _ -> new ArrayList<>()).add(entry.value());
      }
    }
    change();
  }

  /** Whether it was applied already: clients ask again if they get no answer. */
  boolean isDone(Entry entry) {
    return entry.sequence() <= sequences.getOrDefault(entry.client(), 0L)
        && mistake != Mistake.DOUBLE_DELIVERY;
  }

  // -------------------------------------------------------------- the lease

  /** Whether a majority follows us and has promised to vote for no other for some time yet. */
  boolean isFollowed() {
    List<Duration> latest = followed.values().stream().sorted(Comparator.reverseOrder()).toList();
    int needed = (others.size() + 1) / 2; // with ourselves that is a majority
    return latest.size() >= needed
        && leaseClock().compareTo(latest.get(needed - 1).plus(LEASE)) < 0;
  }

  /** The wall clock can be set, and then shows a time at which the lease was good. */
  Duration leaseClock() {
    return mistake == Mistake.LEASE_BY_SKEWED_CLOCK
        ? Duration.between(Instant.EPOCH, Environment.wallTime())
        : Moment.now().sinceOrigin();
  }
}

/** The file of a node: a line for each change, with a checksum. */
static final class Log {
  final AsyncFile file;
  final boolean syncsLate;
  final Lock lock = Lock.of();
  final StringBuilder pending = new StringBuilder();
  final Promise<IOException> failure = Promise.of();

  Log(AsyncFile file, boolean syncsLate) {
    this.file = file;
    this.syncsLate = syncsLate;
  }

  /** The lines before the first one that is torn. */
  static List<String> read(Path path) throws IOException {
    var lines = new ArrayList<String>();
    try {
      for (String line : new String(AsyncFiles.readAllBytes(path), UTF_8).split("\n")) {
        int end = line.indexOf(' ');
        String text = line.substring(end + 1);
        if (end < 0 || !line.equals(checked(text))) break;
        lines.add(text);
      }
    } catch (NoSuchFileException first) {
      // The node has never run.
    }
    return lines;
  }

  static Log replace(Path path, List<String> lines, boolean syncsLate) throws IOException {
    var text = new StringBuilder();
    lines.forEach(line -> text.append(checked(line)).append('\n'));
    AsyncFiles.replace(path, text.toString().getBytes(UTF_8));
    return new Log(AsyncFile.open(path, WRITE, APPEND), syncsLate);
  }

  static String checked(String text) {
    var sum = new CRC32();
    sum.update(text.getBytes(UTF_8));
    return Long.toHexString(sum.getValue()) + " " + text;
  }

  void append(String line) {
    pending.append(checked(line)).append('\n');
  }

  /** Waits until everything that was appended is on disk. */
  void flush() throws IOException {
    withoutCancellation(() -> {
      try (var _ = lock.acquire()) {
        if (failure.isDone()) throw new IOException("the disk has failed", failure.await());
        if (pending.isEmpty()) return;
        byte[] bytes = pending.toString().getBytes(UTF_8);
        pending.setLength(0);
        if (syncsLate) file.syncData();
        file.writeAll(bytes);
        if (!syncsLate) file.syncData();
      } catch (IOException failed) {
        failure.tryComplete(failed); // what is on disk is unknown now
        throw failed;
      }
    });
  }
}

// ---------------------------------------------------------------- clients

static String ask(Peer peer, String request) {
  try {
    return timeoutAfter(
        PATIENCE,
        () -> {
          try (Socket socket = Tcp.connect(peer.host(), peer.port())) {
            socket.writeAll((request + "\n").getBytes(UTF_8));
            String reply = Input.of(socket).readLine();
            return reply == null ? "" : reply;
          }
        });
  } catch (IOException | DeadlineExceededException failed) {
    return "";
  }
}

/** Asks one node after the other until one answers as the leader. For one task. */
static final class Client {
  final List<Peer> nodes;
  final String name;
  long sequence;

  Client(List<Peer> nodes, String name) {
    this.nodes = nodes;
    this.name = name;
  }

  void add(String key, String value) {
    sequence++;
    var _ = retry("add " + name + " " + sequence + " " + key + " " + value, "done");
  }

  List<String> get(String key) {
    String[] words = retry("get " + key, "values").split(" ");
    return List.of(words).subList(1, words.length);
  }

  String retry(String request, String expected) {
    for (int node = below(nodes.size()); ; node = (node + 1) % nodes.size()) {
      String reply = ask(nodes.get(node), request);
      if (reply.split(" ")[0].equals(expected)) return reply;
      sleep(random(ofMillis(100)));
    }
  }
}

static int below(int bound) {
  return Math.floorMod(ByteBuffer.wrap(Environment.randomBytes(4)).getInt(), bound);
}

static Duration random(Duration most) {
  return most.multipliedBy(below(1_000)).dividedBy(1_000);
}

/** Three nodes in this process, and a client. */
void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7001;
  var nodes = List.of(0, 1, 2).stream().map(i -> new Peer("127.0.0.1", port + i)).toList();
  var checks = new Checks();
  run(() -> {
    Path directory = Directories.createTempDirectory("store");
    try (var group = TaskGroup.<Void>open()) {
      for (Peer node : nodes) {
        Path path = directory.resolve("log-" + node.port());
        group.spawnDaemon("node " + node.port(), () -> Node.serve(node, nodes, path, checks));
      }
      var client = new Client(nodes, "client");
      for (String word : List.of("to", "be", "or", "not", "to", "be")) client.add("words", word);
      IO.println("words: " + client.get("words"));
    } finally {
      Directories.deleteTree(directory);
    }
  });
}

// ---------------------------------------------------------------- the simulation

static void simulate(Simulation sim) throws Exception {
  var nodes = List.of(1, 2, 3).stream().map(i -> new Peer("node" + i, 7000)).toList();
  var checks = new Checks();
  for (Peer node : nodes) {
    sim.host(node.host(), () -> Node.serve(node, nodes, Path.of("log"), checks));
  }
  var clients = new ArrayList<Host>();
  for (int i = 0; i <= 2; i++) {
    int adding = i; // the first client only gets, the last one only adds
    clients.add(sim.host("client" + i, () -> checks.work(nodes, adding)));
  }
  sim.run(
          () -> {
            ignoreAfter(ofSeconds(40), () -> clients.forEach(Host::awaitEnd));
            sim.endFaults();
            checks.isOver = true;
            boolean isBack =
                ignoreAfter(
                    ofMinutes(5),
                    () -> {
                      clients.forEach(Host::awaitEnd);
                      var last = new Client(nodes, "last");
                      for (String key : Checks.KEYS) checks.check(key, last.get(key));
                    });
            if (!isBack)
              throw new IllegalStateException("the store does not recover from the faults");
            checks.report();
          })
      .valueOrThrow();
}

/** Sees what no program could see, everything at once, and compares it. */
static final class Checks {
  static final List<String> KEYS = List.of("a", "b", "c");
  static final int OPERATIONS = 250;

  final Map<Long, String> leaders = new TreeMap<>();
  final Map<Integer, Entry> changes = new TreeMap<>();
  final List<Operation> operations = new ArrayList<>();
  final Set<String> violations = new LinkedHashSet<>();
  int clients;
  int ticks;
  boolean isOver;

  /** What a client did with a key, from one tick to another: it has added a value, or got them. */
  static final class Operation {
    final String key;
    final String added;
    final int begin;
    int end = Integer.MAX_VALUE;
    List<String> got;

    Operation(String key, String added, int begin) {
      this.key = key;
      this.added = added;
      this.begin = begin;
    }

    /** Its place in the order of the values, of which the first is between 0 and 2; or -1. */
    int place(List<String> last) {
      if (got != null) return 2 * got.size();
      return added != null && last.contains(added) ? 2 * last.indexOf(added) + 1 : -1;
    }
  }

  void leads(long term, String node) {
    String other = leaders.putIfAbsent(term, node);
    if (other != null && !other.equals(node)) violations.add("two leaders in one term");
  }

  void applies(int index, Entry entry) {
    Entry other = changes.putIfAbsent(index, entry);
    if (other != null && !other.equals(entry)) violations.add("two nodes differ in a change");
  }

  /**
   * What a client does. One that starts again after a crash is a new client.
   *
   * @param adding how many of two operations add a value
   */
  void work(List<Peer> nodes, int adding) {
    var client = new Client(nodes, "c" + ++clients);
    while (!isOver && operations.size() < OPERATIONS) {
      String key = KEYS.get(below(KEYS.size()));
      String added = below(2) < adding ? client.name + "-" + client.sequence : null;
      var operation = new Operation(key, added, ticks++);
      operations.add(operation);
      if (added == null) operation.got = client.get(key);
      else client.add(key, added);
      operation.end = ticks++;
      sleep(random(ofMillis(500)));
    }
  }

  /** Compares what clients did with a key with its last values: one order must explain it all. */
  void check(String key, List<String> last) {
    if (Set.copyOf(last).size() < last.size()) violations.add("a value was added twice");
    List<Operation> all = operations.stream().filter(each -> each.key.equals(key)).toList();
    for (Operation one : all) {
      int place = one.place(last);
      if (one.end == Integer.MAX_VALUE) continue;
      if (place < 0) violations.add("a value that was added is lost");
      if (one.got != null && Collections.indexOfSubList(last, one.got) != 0) {
        violations.add("a client got values that are not the first of the last ones");
      }
      for (Operation later : all) {
        int laterPlace = later.place(last);
        if (one.end < later.begin && laterPlace >= 0 && laterPlace < place) {
          violations.add("a client got old values");
        }
      }
    }
  }

  void report() {
    if (!violations.isEmpty()) throw new IllegalStateException(String.join("; ", violations));
  }
}
