package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.cluster.transport.MemoryNetwork;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Nodes on one network, and functions that tests observe. For one test on one kernel. */
final class Workshop implements AutoCloseable {
  final MemoryNetwork network;
  final List<String> log = new ArrayList<>();
  Event begun = Event.of("begun");
  Event ended = Event.of("ended");
  Event mayEnd = Event.of("may end");
  private final List<Cluster> clusters = new ArrayList<>();

  /** Counts, and returns what it is given. */
  final Remote<String, String> echo =
      Remote.of(
          "echo/1",
          String.class,
          String.class,
          text -> {
            log.add("echo " + text);
            begun.set();
            return text;
          });

  /** Begins, and waits for ever, until it is cancelled. */
  final Remote<String, String> hang =
      Remote.of(
          "hang/1",
          String.class,
          String.class,
          text -> {
            log.add("begun " + text);
            begun.set();
            try {
              sleep(ofDays(1000));
              return "never";
            } finally {
              log.add("ended " + text);
              ended.set();
            }
          });

  /** Begins, and returns when it may. */
  final Remote<String, String> slow =
      Remote.of(
          "slow/1",
          String.class,
          String.class,
          text -> {
            log.add("begun " + text);
            begun.set();
            mayEnd.await();
            log.add("ended " + text);
            return text;
          });

  Workshop() {
    this(new MemoryNetwork());
  }

  Workshop(MemoryNetwork network) {
    this.network = network;
  }

  Cluster join(String name) throws IOException {
    return join(name, options -> options);
  }

  Cluster join(String name, UnaryOperator<ClusterOptions> change) throws IOException {
    var cluster =
        Cluster.join(
            "calc",
            change.apply(ClusterOptions.of(network).withNode(name).serving(echo, hang, slow)));
    clusters.add(cluster);
    return cluster;
  }

  /** Joins some nodes whose links are established. */
  List<Cluster> join(List<String> names, UnaryOperator<ClusterOptions> change) throws IOException {
    var joined = new ArrayList<Cluster>();
    for (String name : names) {
      joined.add(join(name, change));
    }
    link(joined);
    return joined;
  }

  /** Waits until nodes know each other: what one has registered has crossed the links. */
  static void link(List<Cluster> nodes) {
    for (Cluster from : nodes) {
      try (var here = from.register("link of " + from.self().name())) {
        for (Cluster to : nodes) {
          assertThat(to.await(here.name())).containsExactly(from.self());
        }
      }
    }
  }

  static Throwable failureOf(Task<?> task) {
    return switch (task.awaitEnd()) {
      case dev.gonzo.Outcome.Failure<?>(Throwable cause) -> cause;
      case dev.gonzo.Outcome.Cancellation<?>(var cancelled) -> cancelled;
      case dev.gonzo.Outcome.Success<?>(var value) ->
          throw new AssertionError("it returned " + value);
    };
  }

  @Override
  public void close() {
    clusters.forEach(Cluster::close);
  }
}
