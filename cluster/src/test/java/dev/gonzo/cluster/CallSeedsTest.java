package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.cluster.transport.MemoryNetwork.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls among three nodes while messages are lost and come late, directions are cut, views differ
 * and nodes crash: no call runs twice, each ends in one of the ways that are promised, and in the
 * end all works again.
 */
class CallSeedsTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("cluster.seeds", 40));
  }

  private final Map<Integer, Integer> runs = new HashMap<>();
  private final Map<Integer, Integer> running = new HashMap<>();

  private final Remote<Integer, Integer> work =
      Remote.of(
          "work/1",
          Integer.class,
          Integer.class,
          number -> {
            runs.merge(number, 1, Integer::sum);
            running.merge(number, 1, Integer::sum);
            try {
              sleep(ofMillis(number * 37L % 4000));
              if (number % 7 == 0) {
                throw new IllegalStateException("seven");
              }
              return number;
            } finally {
              running.merge(number, -1, Integer::sum);
            }
          });

  @ParameterizedTest(name = "-Dcluster.seeds: seed {0}")
  @MethodSource("seeds")
  void no_call_runs_twice_and_each_ends_once(int seed) throws Exception {
    OnKernels.on(seed % 2 == 0 ? "epoll" : "sim", () -> history(new Random(seed)));
  }

  private Cluster join(Workshop shop, String name) throws Exception {
    return shop.join(name, options -> options.serving(work).withGrace(ofSeconds(1)));
  }

  private void history(Random random) throws Exception {
    try (var shop = new Workshop()) {
      var nodes = new HashMap<String, Cluster>();
      for (String name : NAMES) {
        nodes.put(name, join(shop, name));
      }
      shop.network.deliverLate(random.nextBoolean());
      var calls = new ArrayList<Task<Integer>>();
      for (int number = 1; number <= 60; number++) {
        fault(random, shop, nodes);
        calls.add(call(random, nodes, number));
        sleep(ofMillis(random.nextInt(800)));
        if (random.nextInt(6) == 0) {
          boolean _ = calls.get(random.nextInt(calls.size())).requestCancel("enough");
        }
      }
      shop.network.heal();
      shop.network.release();
      for (int i = 0; i < calls.size(); i++) {
        check(i + 1, calls.get(i).awaitEnd());
      }
      sleep(ofSeconds(10));
      assertThat(runs.values()).as("how often each call has run").containsOnly(1);
      assertThat(running.values()).as("nothing runs on").containsOnly(0);
      for (Cluster from : nodes.values()) {
        for (Cluster to : nodes.values()) {
          assertThat(from.call(to.self(), shop.echo, "after")).isEqualTo("after");
        }
      }
    }
  }

  private Task<Integer> call(Random random, Map<String, Cluster> nodes, int number) {
    Cluster from = nodes.get(NAMES.get(random.nextInt(3)));
    List<Node> seen = from.nodes();
    Node to = seen.get(random.nextInt(seen.size()));
    boolean hurried = random.nextInt(4) == 0;
    return spawn(
        () -> timeoutAfter(ofSeconds(hurried ? 2 : 1000), () -> from.call(to, work, number)));
  }

  private void fault(Random random, Workshop shop, Map<String, Cluster> nodes) throws Exception {
    String one = NAMES.get(random.nextInt(3));
    String other = NAMES.get(random.nextInt(3));
    switch (random.nextInt(16)) {
      case 0 -> shop.network.partition(List.of(one), others(one));
      case 1 -> shop.network.cut(one, other);
      case 2 -> shop.network.show(one, List.of(one));
      case 3 ->
          shop.network.filter((_, _, _) -> {
            int chance = random.nextInt(20);
            return chance == 0 ? Fate.DROP : chance == 1 ? Fate.HOLD : Fate.DELIVER;
          });
      case 4 -> shop.network.release();
      case 5 -> {
        shop.network.crash(one);
        nodes.get(one).close();
        nodes.put(one, join(shop, one));
      }
      case 6, 7, 8 -> shop.network.heal();
      default -> {}
    }
  }

  private static List<String> others(String name) {
    return NAMES.stream().filter(other -> !other.equals(name)).toList();
  }

  private void check(int number, Outcome<Integer> outcome) {
    switch (outcome) {
      case Outcome.Success<Integer>(Integer value) -> {
        assertThat(value).isEqualTo(number);
        assertThat(runs).containsEntry(number, 1);
      }
      case Outcome.Cancellation<Integer>(Cancelled cancelled) ->
          assertThat(cancelled.reason()).isEqualTo("enough");
      case Outcome.Failure<Integer>(Throwable failure) -> {
        switch (failure) {
          case RemoteFailure remote -> assertThat(remote.remoteMessage()).isEqualTo("seven");
          case NodeLostException lost -> {
            if (!lost.mayHaveRun()) {
              assertThat(runs).as("%s", lost).doesNotContainKey(number);
            }
          }
          case DeadlineExceededException _ -> {}
          case IllegalStateException closed ->
              assertThat(closed).hasMessageContaining("the cluster is closed");
          default -> throw new AssertionError("an end that is not promised", failure);
        }
      }
    }
  }
}
