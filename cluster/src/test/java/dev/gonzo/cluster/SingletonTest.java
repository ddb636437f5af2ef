package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.cluster.OnKernels.on;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A singleton in a cluster of three; edge 9. */
class SingletonTest {
  private static final List<String> THREE = List.of("a", "b", "c");

  /** What the singletons write to, with the token of each write. */
  private static final class Ledger {
    final Fence fence = new Fence();
    final List<String> entries = new ArrayList<>();
    final List<String> running = new ArrayList<>();
    int mostRunning;

    void write(long token, String entry) {
      fence.pass(token);
      entries.add(entry);
    }
  }

  private final List<Task<?>> offers = new ArrayList<>();

  private Task<Void> offer(Cluster node, Ledger ledger) {
    Task<Void> task =
        spawn(() ->
            node.singleton(
                "billing",
                token -> {
                  String name = node.self().name();
                  ledger.running.add(name);
                  ledger.mostRunning = Math.max(ledger.mostRunning, ledger.running.size());
                  try {
                    while (true) {
                      ledger.write(token, name);
                      sleep(ofSeconds(1));
                    }
                  } finally {
                    ledger.running.remove(name);
                  }
                }));
    offers.add(task);
    return task;
  }

  private interface Body {
    void run(Workshop shop, List<Cluster> nodes, Ledger ledger) throws Exception;
  }

  private void onThree(String kernel, Body body) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(THREE, options -> options.withSize(3).withQuorum(2));
            try {
              body.run(shop, nodes, new Ledger());
            } finally {
              withoutCancellation(() -> offers.forEach(Task::cancel));
            }
          }
        });
  }

  @OnEach
  void the_first_node_that_offers_it_runs_it_and_the_next_one_when_it_is_lost(String kernel)
      throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          for (Cluster node : nodes) {
            offer(node, ledger);
          }
          sleep(ofSeconds(10));
          assertThat(ledger.running).containsExactly("a");
          assertThat(ledger.mostRunning).isEqualTo(1);
          shop.network.crash("a");
          sleep(ofSeconds(10));
          assertThat(ledger.running).contains("b");
          offers.get(1).cancel();
          sleep(ofSeconds(10));
          assertThat(ledger.running).contains("c").doesNotContain("b");
          List<String> inOrder = ledger.entries.stream().distinct().toList();
          assertThat(inOrder).containsExactly("a", "b", "c");
        });
  }

  @OnEach
  void a_node_that_comes_before_the_holder_takes_over_after_its_end(String kernel)
      throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          offer(nodes.get(1), ledger);
          sleep(ofSeconds(5));
          assertThat(ledger.running).containsExactly("b");
          offer(nodes.get(0), ledger);
          sleep(ofSeconds(5));
          assertThat(ledger.running).containsExactly("a");
          assertThat(ledger.mostRunning).as("while they see each other").isEqualTo(1);
        });
  }

  @OnEach
  void the_next_run_begins_after_the_clean_up_of_the_one_before(String kernel) throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          for (int i : new int[] {1, 0}) {
            Cluster node = nodes.get(i);
            String name = node.self().name();
            offers.add(
                spawn(() ->
                    node.singleton(
                        "billing",
                        token -> {
                          ledger.write(token, name + " begins");
                          try {
                            sleep(ofDays(1));
                            return "never";
                          } finally {
                            withoutCancellation(() -> sleep(ofSeconds(20)));
                            ledger.write(token, name + " has ended");
                          }
                        })));
            sleep(ofSeconds(5));
          }
          sleep(ofSeconds(30));
          assertThat(ledger.entries).containsExactly("b begins", "b has ended", "a begins");
        });
  }

  @OnEach
  void a_node_that_is_seen_and_silent_holds_up_nothing(String kernel) throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          for (String other : List.of("a", "b")) {
            shop.network.cut("c", other);
            shop.network.cut(other, "c");
          }
          offer(nodes.get(0), ledger);
          sleep(ofSeconds(60));
          assertThat(ledger.running).containsExactly("a");
        });
  }

  @OnEach
  void edge_9_a_minority_does_not_run_it_and_after_the_merge_one_does(String kernel)
      throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          for (Cluster node : nodes) {
            offer(node, ledger);
          }
          sleep(ofSeconds(5));
          shop.network.deliverLate(true);
          shop.network.partition(List.of("a"), List.of("b", "c"));
          sleep(ofSeconds(10));
          assertThat(ledger.running).containsExactly("b");
          shop.network.heal();
          sleep(ofSeconds(10));
          assertThat(ledger.running).containsExactly("a");
          assertThat(ledger.entries.stream().distinct()).containsExactly("a", "b");
        });
  }

  @OnEach
  void edge_9_a_holder_that_does_not_know_of_its_end_is_fenced(String kernel) throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          for (Cluster node : nodes) {
            offer(node, ledger);
          }
          sleep(ofSeconds(5));
          assertThat(ledger.running).containsExactly("a");
          // a is cut off, and still sees the others; they see it leave.
          for (String other : List.of("b", "c")) {
            shop.network.cut("a", other);
            shop.network.cut(other, "a");
            shop.network.show(other, List.of("b", "c"));
          }
          var failed = new ArrayList<String>();
          while (!ledger.entries.contains("b")) {
            sleep(ofSeconds(1));
          }
          int afterFirst = ledger.entries.indexOf("b");
          sleep(ofSeconds(5));
          if (offers.getFirst().outcome().isPresent()) {
            failed.add(Workshop.failureOf(offers.getFirst()).getClass().getSimpleName());
          }
          assertThat(failed)
              .as("the write of a was refused")
              .containsExactly("StaleTokenException");
          assertThat(ledger.entries.subList(afterFirst, ledger.entries.size())).containsOnly("b");
        });
  }

  @OnEach
  void edge_5_two_nodes_with_two_views_do_not_take_it_from_each_other(String kernel)
      throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          for (Cluster node : nodes) {
            offer(node, ledger);
          }
          sleep(ofSeconds(5));
          // a and c do not see each other; b sees both.
          for (String[] pair : new String[][] {{"a", "c"}, {"c", "a"}}) {
            shop.network.cut(pair[0], pair[1]);
            shop.network.show(pair[0], List.of(pair[0], "b"));
          }
          sleep(ofSeconds(5));
          int from = ledger.entries.size();
          sleep(ofSeconds(60));
          assertThat(ledger.entries.subList(from, ledger.entries.size()).stream().distinct())
              .containsExactly("a");
        });
  }

  @OnEach
  void a_result_ends_the_offer_and_a_second_offer_is_refused(String kernel) throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          Cluster a = nodes.getFirst();
          Task<String> waiting =
              spawn(() ->
                  a.singleton(
                      "billing",
                      _ -> {
                        sleep(ofDays(1));
                        return "never";
                      }));
          offers.add(waiting);
          sleep(ofSeconds(1));
          assertThatThrownBy(() -> a.singleton("billing", _ -> "x"))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("offers the singleton billing already");
          waiting.cancel();
          assertThat(a.<Long, RuntimeException>singleton("billing", token -> token)).isPositive();
          assertThatThrownBy(() ->
                  a.singleton(
                      "billing",
                      _ -> {
                        throw new IOException("full");
                      }))
              .isInstanceOf(IOException.class);
          assertThat(a.<Long, RuntimeException>singleton("other", token -> token)).isPositive();
        });
  }

  @OnEach
  void it_needs_a_size_and_a_majority_as_quorum(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            assertThatThrownBy(() -> a.singleton("billing", _ -> "x"))
                .hasMessageContaining("withSize(3).withQuorum(2)");
            var b = shop.join("b", options -> options.withSize(4).withQuorum(2));
            assertThatThrownBy(() -> b.singleton("billing", _ -> "x"))
                .isInstanceOf(IllegalStateException.class);
          }
        });
  }

  @Test
  void a_fence_lets_only_the_latest_pass() {
    var fence = new Fence(5);
    assertThatThrownBy(() -> fence.pass(4))
        .isInstanceOfSatisfying(
            StaleTokenException.class,
            stale -> {
              assertThat(stale.token()).isEqualTo(4);
              assertThat(stale.highest()).isEqualTo(5);
            });
    fence.pass(5);
    fence.pass(9);
    assertThat(fence.highest()).isEqualTo(9);
  }

  // ---------------------------------------------------------------- nodes that are not well

  private static <T> T of(Object owner, String field, Class<T> type) throws Exception {
    var found = owner.getClass().getDeclaredField(field);
    found.setAccessible(true);
    return type.cast(found.get(owner));
  }

  private static void ask(LocalNode from, Cluster to, long request, String name, long token) {
    var _ = from.peer(to.self().id()).send(new Message.Ask(request, name, token));
  }

  @OnEach
  void a_token_that_leaves_none_for_others_is_refused(String kernel) throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          LocalNode hostile = of(nodes.getFirst(), "node", LocalNode.class);
          try (var _ = hostile.register(Message.Subject.SINGLETON, "billing")) {
            for (Cluster other : nodes.subList(1, 3)) {
              ask(hostile, other, 1, "billing", Long.MAX_VALUE);
            }
            sleep(ofSeconds(1));
          }
          offer(nodes.get(1), ledger);
          sleep(ofSeconds(10));
          assertThat(ledger.running).containsExactly("b");
        });
  }

  @OnEach
  void the_names_that_one_node_introduces_are_limited(String kernel) throws Exception {
    onThree(
        kernel,
        (shop, nodes, ledger) -> {
          LocalNode hostile = of(nodes.getFirst(), "node", LocalNode.class);
          var registered = new ArrayList<Registration>();
          for (int i = 0; i < 1100; i++) {
            registered.add(hostile.register(Message.Subject.SINGLETON, "name " + i));
            ask(hostile, nodes.get(1), i, "name " + i, 5);
          }
          sleep(ofSeconds(5));
          registered.forEach(Registration::close);
          LocalNode b = of(nodes.get(1), "node", LocalNode.class);
          var store = of(b.singletons(), "store", PromiseStore.class);
          long taken = IntStream.range(0, 1100).filter(i -> store.highest("name " + i) > 0).count();
          assertThat(taken).isEqualTo(1000);
          offer(nodes.get(1), ledger);
          sleep(ofSeconds(10));
          assertThat(ledger.running).containsExactly("b");
        });
  }

  @OnEach
  void a_node_that_cannot_keep_a_promise_leaves_it_to_the_next(
      String kernel, @TempDir Path directory) throws Exception {
    on(
        kernel,
        () -> {
          Path state = directory.resolve("state-" + kernel);
          try (var shop = new Workshop()) {
            List<Cluster> nodes =
                List.of(
                    shop.join(
                        "a", each -> each.withSize(3).withQuorum(2).withStateDirectory(state)),
                    shop.join("b", each -> each.withSize(3).withQuorum(2)),
                    shop.join("c", each -> each.withSize(3).withQuorum(2)));
            Workshop.link(nodes);
            AsyncFiles.delete(state.resolve("lock"));
            AsyncFiles.delete(state);
            var ledger = new Ledger();
            for (Cluster node : nodes) {
              offer(node, ledger);
            }
            while (!ledger.entries.contains("b")) {
              sleep(ofSeconds(1));
            }
            Path _ = Directories.createDirectories(state);
            while (!ledger.entries.contains("a")) {
              sleep(ofSeconds(1));
            }
            assertThat(ledger.mostRunning).isEqualTo(1);
            withoutCancellation(() -> offers.forEach(Task::cancel));
          }
        });
  }

  // ---------------------------------------------------------------- the state directory

  @OnEach
  void a_store_is_closed_after_the_promise_that_is_being_written(
      String kernel, @TempDir Path directory) throws Exception {
    on(
        kernel,
        () -> {
          Path state = directory.resolve("state-" + kernel);
          var store = PromiseStore.open(state);
          Task<Boolean> writing = spawn(() -> store.promise("billing", 10));
          sleep(Duration.ZERO);
          store.close();
          assertThat(writing.outcome()).contains(new Outcome.Success<>(true));
          assertThat(store.promise("billing", 11)).as("another node may use the file").isFalse();
          try (var again = PromiseStore.open(state)) {
            assertThat(again.highest("billing")).isEqualTo(10);
          }
        });
  }

  @OnEach
  void promises_are_kept_over_a_restart(String kernel, @TempDir Path directory) throws Exception {
    on(
        kernel,
        () -> {
          Path state = directory.resolve("state-" + kernel);
          try (var store = PromiseStore.open(state)) {
            assertThat(store.promise("billing", 10)).isTrue();
            assertThat(store.promise("two words", 20)).isTrue();
            assertThat(store.promise("50%+ \\ä\n99 billing", 30)).isTrue();
            assertThatThrownBy(() -> PromiseStore.open(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another node uses the state directory");
          }
          try (var store = PromiseStore.open(state)) {
            assertThat(store.highest("two words")).isEqualTo(20);
            assertThat(store.highest("50%+ \\ä\n99 billing")).isEqualTo(30);
            assertThat(store.promise("billing", 10)).as("it was promised before").isFalse();
            assertThat(store.promise("billing", 11)).isTrue();
          }
          for (String damage :
              List.of(
                  "",
                  "x",
                  "gonzo cluster promises 1\nbilling\n",
                  "gonzo cluster promises 1\n5 a%zz\n")) {
            AsyncFiles.writeString(state.resolve("promises"), damage);
            assertThatThrownBy(() -> PromiseStore.open(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no promises of a cluster");
          }
        });
  }

  @OnEach
  void a_cluster_uses_its_state_directory(String kernel, @TempDir Path directory) throws Exception {
    on(
        kernel,
        () -> {
          Path state = directory.resolve("state-" + kernel);
          long first;
          try (var shop = new Workshop()) {
            var a =
                shop.join(
                    "a", options -> options.withSize(1).withQuorum(1).withStateDirectory(state));
            first = a.<Long, RuntimeException>singleton("billing", token -> token);
          }
          try (var shop = new Workshop()) {
            var a =
                shop.join(
                    "a", options -> options.withSize(1).withQuorum(1).withStateDirectory(state));
            long second = a.<Long, RuntimeException>singleton("billing", token -> token);
            assertThat(second).isGreaterThan(first);
          }
        });
  }
}
