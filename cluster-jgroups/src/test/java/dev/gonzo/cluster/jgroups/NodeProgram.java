package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.cluster.Cluster;
import dev.gonzo.cluster.ClusterOptions;
import dev.gonzo.cluster.NoQuorumException;
import dev.gonzo.cluster.Node;
import dev.gonzo.cluster.NodeLostException;
import dev.gonzo.cluster.Remote;
import dev.gonzo.cluster.RemoteFailure;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A node that calls the others, in several ways, until its standard input ends. It prints what
 * happens, a line for each event:
 *
 * <pre>{@code
 * sees a,b,c             the nodes that it sees now
 * call KEY TO            it begins a call
 * done KEY TO HOW        the call has ended
 * begun KEY CALLER       it runs a call of another node
 * step KEY               the run goes on
 * ended KEY HOW          the run has ended
 * late CALLER            a message of an earlier connection has arrived
 * stopped                all its calls have ended
 * }</pre>
 */
public final class NodeProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int WORKERS = 4;

  /** Longer than it takes to notice that a node is lost, so that its runs are not over by then. */
  private static final int LONG_STEPS = 300;

  private static final byte[] SECRET = "a secret of three machines".getBytes(UTF_8);

  /** A call: where it is known by, who has made it, how often it waits, and whether it fails. */
  record Work(String key, String caller, int steps, boolean fails) {}

  private static final Remote<Work, String> WORK =
      Remote.of("work/1", Work.class, String.class, NodeProgram::work);

  private static final PrintStream OUT = new PrintStream(System.out, true, UTF_8);

  private final Cluster cluster;
  private final long life = ProcessHandle.current().pid();
  private long number;
  private boolean stopping;

  private NodeProgram(Cluster cluster) {
    this.cluster = cluster;
  }

  private static void say(String line) {
    OUT.println(line);
  }

  private static String work(Work work) {
    say("begun " + work.key + " " + work.caller);
    String how = "broken";
    try {
      for (int i = 0; i < work.steps; i++) {
        sleep(ofMillis(20));
        say("step " + work.key);
      }
      if (work.fails) {
        how = "failed";
        throw new IllegalStateException("asked to fail");
      }
      how = "value";
      return work.key;
    } catch (Cancelled cancelled) {
      how = "cancelled";
      throw cancelled;
    } finally {
      say("ended " + work.key + " " + how);
    }
  }

  // ---------------------------------------------------------------- calls

  private void callOthers(int worker) {
    for (int i = 0; !stopping; i++) {
      for (Node node : cluster.nodes()) {
        if (!node.equals(cluster.self())) {
          call(node, i + worker, worker == 0 ? LONG_STEPS : i % 3 == 0 ? 20 : 1);
        }
      }
      sleep(ofMillis(30));
    }
  }

  private void call(Node node, int way, int steps) {
    String key = cluster.self().name() + "-" + life + "-" + ++number;
    var work = new Work(key, cluster.self().name(), steps, way % 7 == 6);
    say("call " + key + " " + node.name());
    Task<String> task =
        way % 5 == 1
            ? spawn(() -> timeoutAfter(ofMillis(60), () -> cluster.call(node, WORK, work)))
            : cluster.spawn(node, WORK, work);
    if (way % 5 == 2) {
      sleep(ofMillis(40));
      boolean _ = task.requestCancel("of no use any more");
    }
    say("done " + key + " " + node.name() + " " + how(task.awaitEnd(), key));
  }

  private static String how(Outcome<String> outcome, String key) {
    return switch (outcome) {
      case Outcome.Success<String>(String value) -> value.equals(key) ? "value" : "wrong-value";
      case Outcome.Cancellation<String> _ -> "cancelled";
      case Outcome.Failure<String>(Throwable cause) ->
          switch (cause) {
            case DeadlineExceededException _ -> "deadline";
            case RemoteFailure _ -> "failed";
            case NodeLostException lost -> lost.mayHaveRun() ? "lost" : "lost-not-begun";
            case NoQuorumException _ -> "no-quorum";
            case TaskFailedException failed when failed.getCause() instanceof Cancelled ->
                "cancelled-there";
            default -> "unexpected " + cause;
          };
    };
  }

  // ---------------------------------------------------------------- the node

  private void watch() {
    List<Node> seen = List.of();
    while (true) {
      List<Node> now = cluster.nodes();
      if (!now.equals(seen)) {
        seen = now;
        say("sees " + now.stream().map(Node::name).collect(Collectors.joining(",")));
      }
      sleep(ofMillis(10));
    }
  }

  private void serve() throws Exception {
    var watching = spawnDaemon("watch", this::watch);
    try (var callers = TaskGroup.<Void>open()) {
      for (int i = 0; i < WORKERS; i++) {
        int worker = i;
        callers.spawn(() -> {
          callOthers(worker);
          return null;
        });
      }
      int _ = runInThread(() -> System.in.read());
      stopping = true;
      callers.join();
    }
    say("stopped");
    watching.cancel("the node stops");
  }

  /**
   * Runs a node.
   *
   * @param args its name, its address, its port, the key store, and the addresses of all nodes
   * @throws Exception if it cannot join
   */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[2]);
    var members =
        Arrays.stream(args).skip(4).map(host -> new InetSocketAddress(host, port)).toList();
    var transport =
        JGroupsTransport.of(args[1], port, members)
            .withPatience(PATIENCE)
            .withTls(Certificates.context(Path.of(args[3])))
            .withSecret(SECRET);
    var options =
        ClusterOptions.of(new EarlierFrames(transport, 0, from -> say("late " + from.name())))
            .withNode(args[0])
            .withQuorum(2)
            .withPatience(PATIENCE.multipliedBy(2))
            .serving(WORK);
    run(() -> {
      try (var cluster = Cluster.join("machines", options)) {
        new NodeProgram(cluster).serve();
      }
      return null;
    });
    say("left");
  }
}
