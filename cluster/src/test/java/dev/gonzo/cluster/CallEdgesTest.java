package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.cluster.OnKernels.on;
import static dev.gonzo.cluster.Workshop.failureOf;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.transport.MemoryNetwork;
import dev.gonzo.cluster.transport.MemoryNetwork.Fate;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The sharp edges of calls; the numbers are those of the list of pitfalls. */
class CallEdgesTest {
  private static final List<String> TWO = List.of("a", "b");

  private interface Body {
    void run(Workshop shop, Cluster a, Cluster b) throws Exception;
  }

  private static void onTwo(String kernel, Body body) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(TWO, options -> options);
            body.run(shop, nodes.get(0), nodes.get(1));
          }
        });
  }

  // ---------------------------------------------------------------- 1

  @OnEach
  void edge_1_a_call_that_arrives_after_its_caller_gave_up_is_not_begun(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          shop.network.filter((from, _, _) -> from.equals("a") ? Fate.HOLD : Fate.DELIVER);
          Task<String> call =
              spawn(() -> timeoutAfter(ofSeconds(5), () -> a.call(b.self(), shop.hang, "x")));
          sleep(ofSeconds(8));
          assertThat(call.outcome()).as("it waits for the other node").isEmpty();
          shop.network.heal();
          shop.network.release();
          assertThat(failureOf(call)).isInstanceOf(DeadlineExceededException.class);
          assertThat(shop.log).isEmpty();
        });
  }

  @OnEach
  void edge_1_a_call_that_was_sent_into_a_partition_is_not_begun_after_the_merge(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          shop.network.deliverLate(true);
          shop.network.cut("a", "b");
          Task<String> call = a.spawn(b.self(), shop.echo, "x");
          sleep(ofSeconds(1));
          shop.network.partition(List.of("a"), List.of("b"));
          assertThat(failureOf(call))
              .isInstanceOfSatisfying(
                  NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isTrue());
          assertThat(shop.network.heldCount()).isPositive();
          shop.network.heal();
          assertThat(shop.network.heldCount()).as("they have arrived late").isZero();
          a.awaitNodes(2);
          assertThat(a.call(b.self(), shop.echo, "y")).isEqualTo("y");
          assertThat(shop.log).containsExactly("echo y");
        });
  }

  // ---------------------------------------------------------------- 2

  @OnEach
  void edge_2_a_lost_result_is_asked_for_again_and_nothing_runs_twice(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          shop.network.cut("b", "a");
          Task<String> call = a.spawn(b.self(), shop.echo, "x");
          shop.begun.await();
          sleep(ofSeconds(5));
          assertThat(call.outcome()).isEmpty();
          shop.network.heal();
          assertThat(call.join()).isEqualTo("x");
          assertThat(shop.log).containsExactly("echo x");
        });
  }

  @OnEach
  void edge_2_any_lost_frame_is_repaired_while_the_nodes_see_each_other(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var random = new Random(3);
          shop.network.filter((_, _, _) -> random.nextInt(3) == 0 ? Fate.DROP : Fate.DELIVER);
          for (int i = 0; i < 50; i++) {
            assertThat(a.call(b.self(), shop.echo, "x" + i)).isEqualTo("x" + i);
          }
          assertThat(shop.log).hasSize(50).doesNotHaveDuplicates();
        });
  }

  // ---------------------------------------------------------------- 3

  @OnEach
  void edge_3_a_cancellation_that_overtakes_its_call_prevents_it(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          boolean[] first = {true};
          shop.network.filter((from, _, frame) -> {
            // The first piece of a message from a: the call.
            boolean hold = from.equals("a") && frame[1] == 2 && first[0];
            first[0] &= !hold;
            return hold ? Fate.HOLD : Fate.DELIVER;
          });
          Task<String> call = a.spawn(b.self(), shop.hang, "x");
          while (shop.network.heldCount() == 0) {
            sleep(Duration.ofMillis(1));
          }
          call.cancel("changed my mind");
          assertThat(failureOf(call)).isInstanceOf(Cancelled.class);
          assertThat(shop.log).isEmpty();
          shop.network.heal();
          shop.network.release();
          assertThat(a.call(b.self(), shop.echo, "y")).isEqualTo("y");
          assertThat(shop.log).containsExactly("echo y");
        });
  }

  @OnEach
  void a_cancelled_call_waits_for_the_end_of_the_remote_task(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          Task<String> call = a.spawn(b.self(), shop.hang, "x");
          shop.begun.await();
          call.cancel("enough");
          assertThat(shop.log).containsExactly("begun x", "ended x");
          assertThat(failureOf(call)).hasMessageContaining("enough");
        });
  }

  @OnEach
  void a_group_cancels_remote_members_when_one_fails(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          assertThatThrownBy(
                  () -> {
                    try (var group = TaskGroup.<String>open()) {
                      group.spawn(() -> a.call(b.self(), shop.hang, "x"));
                      group.spawn(() -> {
                        shop.begun.await();
                        throw new IllegalStateException("no");
                      });
                      group.join();
                    }
                  })
              .isInstanceOf(TaskFailedException.class)
              .hasRootCauseMessage("no");
          assertThat(shop.log).containsExactly("begun x", "ended x");
        });
  }

  @OnEach
  void a_result_that_arrives_with_the_cancellation_is_not_lost(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          Task<String> call =
              spawn(() -> {
                String result = a.call(b.self(), shop.slow, "x");
                shop.log.add("got " + result);
                sleep(ofSeconds(1));
                return result;
              });
          shop.begun.await();
          shop.network.cut("a", "b");
          boolean _ = call.requestCancel("enough");
          sleep(Duration.ofMillis(1));
          shop.mayEnd.set();
          assertThat(failureOf(call)).isInstanceOf(Cancelled.class);
          assertThat(shop.log).containsExactly("begun x", "ended x", "got x");
        });
  }

  // ---------------------------------------------------------------- 4

  @OnEach
  void edge_4_a_node_that_was_restarted_is_another_node(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          assertThat(a.call(b.self(), shop.echo, "1")).isEqualTo("1");
          shop.begun.clear();
          Task<String> call = a.spawn(b.self(), shop.hang, "x");
          shop.begun.await();
          Node before = b.self();
          shop.network.crash("b");
          assertThat(failureOf(call))
              .isInstanceOfSatisfying(
                  NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isTrue());
          Cluster again = shop.join("b");
          again.awaitNodes(2);
          assertThat(a.awaitNodes(2)).contains(again.self()).doesNotContain(before);
          assertThat(a.call(again.self(), shop.echo, "2")).isEqualTo("2");
          assertThat(again.call(a.self(), shop.echo, "3")).isEqualTo("3");
          assertThatThrownBy(() -> a.call(before, shop.echo, "4"))
              .isInstanceOfSatisfying(
                  NodeLostException.class, lost -> assertThat(lost.mayHaveRun()).isFalse());
          assertThat(shop.log).contains("echo 1", "echo 2", "echo 3").doesNotContain("echo 4");
        });
  }

  @OnEach
  void edge_4_the_calls_of_a_caller_that_was_restarted_are_cancelled_and_its_new_ones_run(
      String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          Task<String> call = a.spawn(b.self(), shop.hang, "x");
          shop.begun.await();
          shop.network.crash("a");
          Cluster again = shop.join("a");
          again.awaitNodes(2);
          assertThat(again.call(b.self(), shop.echo, "y")).isEqualTo("y");
          shop.ended.await();
          a.close();
          assertThat(failureOf(call)).isInstanceOf(NodeLostException.class);
        });
  }

  // ---------------------------------------------------------------- 5

  @OnEach
  void edge_5_a_node_that_does_not_see_its_caller_runs_nothing_for_it(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          shop.network.show("b", List.of("b"));
          while (b.nodes().size() > 1) {
            sleep(ofSeconds(1));
          }
          Task<String> call = a.spawn(b.self(), shop.echo, "x");
          assertThat(failureOf(call)).isInstanceOf(NodeLostException.class);
          assertThat(shop.log).isEmpty();
          shop.network.heal();
          b.awaitNodes(2);
          assertThat(a.call(b.self(), shop.echo, "y")).isEqualTo("y");
        });
  }

  // ---------------------------------------------------------------- 6

  @OnEach
  void edge_6_a_node_that_was_stopped_learns_that_it_was_given_up(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          Task<String> toZombie = a.spawn(b.self(), shop.hang, "for a");
          shop.begun.await();
          shop.begun.clear();
          Task<String> ofZombie = b.spawn(a.self(), shop.hang, "for b");
          shop.begun.await();
          // a sees b leave; b, which is stopped, sees nothing.
          shop.network.cut("a", "b");
          shop.network.cut("b", "a");
          shop.network.show("a", List.of("a"));
          assertThat(failureOf(toZombie)).isInstanceOf(NodeLostException.class);
          sleep(ofSeconds(2));
          assertThat(ofZombie.outcome()).isEmpty();
          assertThat(shop.log).contains("ended for b").doesNotContain("ended for a");
          shop.network.heal();
          assertThat(failureOf(ofZombie)).isInstanceOf(NodeLostException.class);
          a.awaitNodes(2);
          assertThat(a.call(b.self(), shop.echo, "again")).isEqualTo("again");
          assertThat(shop.log).contains("ended for a");
        });
  }

  // ---------------------------------------------------------------- 7

  @OnEach
  void edge_7_a_deadline_crosses_as_the_time_that_is_left(String kernel) throws Exception {
    Remote<String, Duration> left =
        Remote.of(
            "left/1", String.class, Duration.class, _ -> Deadline.nearest().since(Moment.now()));
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            var b = shop.join("b", options -> options.serving(left));
            a.awaitNodes(2);
            Duration there =
                timeoutAfter(
                    ofMinutes(3),
                    () -> {
                      sleep(ofMinutes(1));
                      return a.call(b.self(), left, "");
                    });
            assertThat(there).isBetween(ofSeconds(115), ofSeconds(120));
            // Outside there is only the limit of the test.
            assertThat(Deadline.nearest().since(Moment.now())).isGreaterThan(ofMinutes(30));
            assertThat(withoutCancellation(Deadline::nearest)).isEqualTo(Moment.NEVER);
            assertThat(timeoutAfter(ofMinutes(9), () -> a.call(b.self(), shop.echo, "x")))
                .isEqualTo("x");
          }
        });
  }

  @OnEach
  void a_deadline_ends_the_remote_task_also_if_the_cancellation_does_not_arrive(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          Task<String> call =
              spawn(() -> timeoutAfter(ofSeconds(5), () -> a.call(b.self(), shop.hang, "x")));
          shop.begun.await();
          shop.network.cut("a", "b");
          shop.ended.await();
          assertThat(failureOf(call)).isInstanceOf(DeadlineExceededException.class);
        });
  }

  // ---------------------------------------------------------------- 10, 11

  @OnEach
  void edge_10_a_failure_of_a_class_that_the_caller_lacks_is_text(String kernel) throws Exception {
    @SuppressWarnings("serial") // never serialised
    final class Private extends RuntimeException {
      Private(Throwable cause) {
        super("private", cause);
      }
    }

    Remote<Void, Void> fail =
        Remote.of(
            "fail/1",
            Void.class,
            Void.class,
            _ -> {
              throw new Private(new java.io.IOException("x".repeat(100_000)));
            });
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            var b = shop.join("b", options -> options.serving(fail));
            a.awaitNodes(2);
            assertThatThrownBy(() -> a.call(b.self(), fail, null))
                .isInstanceOfSatisfying(
                    RemoteFailure.class,
                    failure -> {
                      assertThat(failure.type()).endsWith("Private");
                      assertThat(failure).hasNoCause();
                      assertThat(failure.remoteStack())
                          .contains("IOException")
                          .hasSizeLessThan(20_000);
                    });
          }
        });
  }

  @OnEach
  void edge_11_another_version_of_a_function_is_refused_and_named(String kernel) throws Exception {
    Remote<String, String> newer = Remote.of("echo/2", String.class, String.class, text -> text);
    Remote<Integer, String> changed =
        Remote.of("echo/1", Integer.class, String.class, number -> "" + number);
    onTwo(
        kernel,
        (shop, a, b) -> {
          assertThatThrownBy(() -> a.call(b.self(), newer, "x"))
              .isInstanceOf(RemoteFailure.class)
              .hasMessage(
                  "on node b: b does not serve \"echo/2\"; it serves echo/1, hang/1, slow/1");
          assertThatThrownBy(() -> a.call(b.self(), changed, 5))
              .isInstanceOf(RemoteFailure.class)
              .hasMessageContaining("the argument of echo/1 is not of the type");
          assertThat(shop.log).isEmpty();
        });
  }

  // ---------------------------------------------------------------- 13

  @OnEach
  void edge_13_a_node_calls_itself_by_the_same_rules(String kernel) throws Exception {
    Remote<byte[], byte[]> change =
        Remote.of(
            "change/1",
            byte[].class,
            byte[].class,
            bytes -> {
              bytes[0] = 1;
              return bytes;
            });
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a", options -> options.serving(change));
            byte[] given = {0};
            assertThat(a.call(a.self(), change, given)).isEqualTo(new byte[] {1});
            assertThat(given).as("it got a copy").isEqualTo(new byte[] {0});
            Task<String> call = a.spawn(a.self(), shop.hang, "x");
            shop.begun.await();
            call.cancel();
            assertThat(shop.log).containsExactly("begun x", "ended x");
            assertThatThrownBy(
                    () -> timeoutAfter(ofSeconds(1), () -> a.call(a.self(), shop.hang, "y")))
                .isInstanceOf(DeadlineExceededException.class);
          }
        });
  }

  // ---------------------------------------------------------------- 14

  @OnEach
  void edge_14_a_value_above_the_transports_limit_crosses_in_pieces(String kernel)
      throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop(new MemoryNetwork(1024))) {
            List<Cluster> nodes = shop.join(TWO, options -> options);
            String large = "text".repeat(100_000);
            assertThat(nodes.get(0).call(nodes.get(1).self(), shop.echo, large)).isEqualTo(large);
          }
        });
  }

  @OnEach
  void edge_14_values_above_the_limit_are_refused_on_the_side_that_sends(String kernel)
      throws Exception {
    Remote<Integer, byte[]> produce =
        Remote.of("produce/1", Integer.class, byte[].class, size -> new byte[size]);
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a", options -> options.withMostBytes(1024));
            var b = shop.join("b", options -> options.withMostBytes(1024).serving(produce));
            a.awaitNodes(2);
            assertThatThrownBy(() -> a.call(b.self(), shop.echo, "x".repeat(2000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than the limit of 1024");
            assertThatThrownBy(() -> a.call(b.self(), produce, 2000))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("more than the limit of 1024");
            assertThat(a.call(b.self(), produce, 900)).hasSize(900);
          }
        });
  }

  @OnEach
  void edge_14_a_hostile_node_cannot_end_another(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var evil = new NodeId("evil", 666);
          byte[][] seen = new byte[1][];
          Transport transport =
              shop.network.join(
                  "calc",
                  evil,
                  new Transport.Events() {
                    @Override
                    public void onMessage(NodeId from, byte[] message) {
                      seen[0] = message;
                    }

                    @Override
                    public void onView(View view) {}
                  });
          a.awaitNodes(3);
          sleep(ofSeconds(1));
          byte[] hello = seen[0];
          var random = new Random(9);
          for (int i = 0; i < 3000; i++) {
            byte[] bad = Arrays.copyOf(hello, random.nextInt(200));
            for (int flips = random.nextInt(20); flips > 0 && bad.length > 0; flips--) {
              bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            transport.send(b.self().id(), bad);
          }
          assertThat(a.call(b.self(), shop.echo, "x")).isEqualTo("x");
          transport.leave();
          a.awaitNodes(2);
        });
  }

  @OnEach
  void more_calls_than_a_node_takes_are_refused(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(TWO, options -> options.withMostCalls(2));
            Cluster a = nodes.get(0);
            Node b = nodes.get(1).self();
            Task<String> first = a.spawn(b, shop.hang, "1");
            Task<String> second = a.spawn(b, shop.hang, "2");
            while (shop.log.size() < 2) {
              sleep(ofSeconds(1));
            }
            assertThatThrownBy(() -> a.call(b, shop.echo, "3"))
                .isInstanceOfSatisfying(
                    NodeLostException.class,
                    refused -> {
                      assertThat(refused.mayHaveRun()).isFalse();
                      assertThat(refused).hasMessageContaining("it runs 2 calls");
                    });
            first.cancel();
            assertThat(a.call(b, shop.echo, "4")).isEqualTo("4");
            second.cancel();
          }
        });
  }

  @OnEach
  void a_remote_task_that_is_cancelled_there_is_like_a_cancelled_local_one(String kernel)
      throws Exception {
    Remote<Void, Void> resign =
        Remote.of(
            "resign/1",
            Void.class,
            Void.class,
            _ -> {
              Task.current().cancel("resigned");
              return null;
            });
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            var a = shop.join("a");
            var b = shop.join("b", options -> options.serving(resign));
            a.awaitNodes(2);
            assertThatThrownBy(() -> a.call(b.self(), resign, null))
                .isInstanceOf(TaskFailedException.class)
                .hasCauseInstanceOf(Cancelled.class)
                .hasMessageContaining("resigned");
          }
        });
  }
}
