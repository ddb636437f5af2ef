package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.cluster.OnKernels.on;
import static dev.gonzo.cluster.Workshop.failureOf;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.Shape;
import dev.gonzo.cluster.transport.MemoryNetwork.Fate;
import dev.gonzo.queue.BrokenException;
import dev.gonzo.queue.ClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Channels between nodes; the numbers are those of the list of pitfalls. */
class ChannelTest {
  record Order(int number, String item) {}

  private interface Body {
    void run(Workshop shop, Cluster a, Cluster b) throws Exception;
  }

  private static void onTwo(String kernel, Body body) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            List<Cluster> nodes = shop.join(List.of("a", "b"), options -> options);
            body.run(shop, nodes.get(0), nodes.get(1));
          }
        });
  }

  @OnEach
  void items_arrive_in_order_from_each_sender(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var random = new Random(3);
          shop.network.filter((_, _, _) -> random.nextInt(20) == 0 ? Fate.DROP : Fate.DELIVER);
          try (var orders = b.receive("orders", Order.class, 4)) {
            for (Cluster from : List.of(a, b)) {
              var _ =
                  spawn(() -> {
                    try (var sender = from.channel(b.self(), "orders", Order.class)) {
                      for (int i = 0; i < 100; i++) {
                        sender.send(new Order(i, from.self().name()));
                      }
                    }
                  });
            }
            var got = new ArrayList<Order>();
            while (got.size() < 200) {
              got.add(orders.receive());
            }
            for (String from : List.of("a", "b")) {
              assertThat(got.stream().filter(order -> order.item.equals(from)).map(Order::number))
                  .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
            }
          }
        });
  }

  @OnEach
  void a_sender_waits_without_credit(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          try (var numbers = b.receive("numbers", Integer.class, 3);
              var sender = a.channel(b.self(), "numbers", Integer.class)) {
            Task<Void> sending =
                spawn(() -> {
                  for (int i = 0; i < 10; i++) {
                    sender.send(i);
                    shop.log.add("sent " + i);
                  }
                  return null;
                });
            sleep(ofSeconds(5));
            assertThat(shop.log).hasSize(3);
            assertThat(numbers.receive()).isZero();
            assertThat(numbers.receive()).isEqualTo(1);
            sleep(ofSeconds(5));
            assertThat(shop.log).hasSize(5);
            for (int i = 2; i < 10; i++) {
              assertThat(numbers.receive()).isEqualTo(i);
            }
            sending.join();
          }
        });
  }

  @OnEach
  void edge_8_a_cancelled_sender_loses_no_credit_and_no_item(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          try (var numbers = b.receive("numbers", Integer.class, 2);
              var sender = a.channel(b.self(), "numbers", Integer.class)) {
            sender.send(1);
            sender.send(2);
            for (int i = 0; i < 5; i++) {
              Task<Void> cancelled =
                  spawn(() -> {
                    sender.send(99);
                    return null;
                  });
              sleep(ofSeconds(1));
              cancelled.cancel();
              assertThat(failureOf(cancelled)).isInstanceOf(Cancelled.class);
            }
            assertThat(numbers.receive()).isEqualTo(1);
            assertThat(numbers.receive()).isEqualTo(2);
            sender.send(3);
            sender.send(4);
            assertThat(numbers.receive()).isEqualTo(3);
            assertThat(numbers.receive()).isEqualTo(4);
          }
        });
  }

  @OnEach
  void edge_8_the_credits_of_a_lost_sender_are_gone_and_others_go_on(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          try (var numbers = b.receive("numbers", Integer.class, 2)) {
            var lost = a.channel(b.self(), "numbers", Integer.class);
            var own = b.channel(b.self(), "numbers", Integer.class);
            lost.send(1);
            lost.send(2);
            Task<Void> waiting =
                spawn(() -> {
                  lost.send(3);
                  return null;
                });
            sleep(ofSeconds(1));
            shop.network.partition(List.of("a"), List.of("b"));
            assertThat(failureOf(waiting))
                .isInstanceOf(NodeLostException.class)
                .hasMessageContaining("items that were sent to the channel numbers may not have");
            assertThat(numbers.receive()).as("what had arrived").isEqualTo(1);
            assertThat(numbers.receive()).isEqualTo(2);
            shop.network.heal();
            Workshop.link(List.of(a, b));
            assertThatThrownBy(() -> lost.send(4)).isInstanceOf(NodeLostException.class);
            var again = a.channel(b.self(), "numbers", Integer.class);
            for (int i = 10; i < 20; i++) {
              again.send(i);
              own.send(-i);
              assertThat(numbers.receive() + numbers.receive()).isZero();
            }
          }
        });
  }

  @OnEach
  void a_sender_waits_until_the_channel_is_received(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          Task<Void> sending =
              spawn(() -> {
                try (var sender = a.channel(b.self(), "late", String.class)) {
                  sender.send("hello");
                }
                return null;
              });
          Task<Void> cancelled =
              spawn(() -> {
                a.channel(b.self(), "late", String.class).send("never");
                return null;
              });
          sleep(ofSeconds(1));
          assertThat(sending.outcome()).isEmpty();
          cancelled.cancel();
          try (var late = b.receive("late", String.class, 1)) {
            assertThat(late.receive()).isEqualTo("hello");
            sending.join();
            assertThatThrownBy(() -> b.receive("late", String.class, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("receives the channel late already");
          }
        });
  }

  @OnEach
  void streams_that_are_opened_and_closed_leave_no_more_than_the_credits(String kernel)
      throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          try (var numbers = b.receive("numbers", Integer.class, 2)) {
            for (Cluster from : List.of(a, b)) {
              var _ =
                  spawn(() -> {
                    for (int i = 0; i < 20; i += 2) {
                      try (var sender = from.channel(b.self(), "numbers", Integer.class)) {
                        sender.send(i);
                        sender.send(i + 1);
                        shop.log.add(from.self() + " sent " + (i + 1));
                      }
                    }
                    return null;
                  });
            }
            sleep(ofSeconds(5));
            assertThat(shop.log).containsExactlyInAnyOrder("a sent 1", "b sent 1");
            shop.network.partition(List.of("a"), List.of("b"));
            shop.network.heal();
            Workshop.link(List.of(a, b));
            Task<Integer> again =
                spawn(() -> {
                  try (var sender = a.channel(b.self(), "numbers", Integer.class)) {
                    sender.send(100);
                  }
                  return 100;
                });
            sleep(ofSeconds(5));
            assertThat(again.outcome()).as("a new link brings no new room").isEmpty();
            var got = new ArrayList<Integer>();
            while (got.size() < 23) {
              got.add(numbers.receive());
            }
            assertThat(got).contains(100).filteredOn(number -> number == 19).hasSize(1);
            assertThat(again.join()).isEqualTo(100);
          }
        });
  }

  @OnEach
  void a_stream_that_was_turned_away_waits_for_the_next_receiver(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var first = b.receive("numbers", Integer.class, 1);
          try (var sender = a.channel(b.self(), "numbers", Integer.class)) {
            sender.send(1);
          }
          Task<Void> sending =
              spawn(() -> {
                try (var sender = a.channel(b.self(), "numbers", Integer.class)) {
                  sender.send(2);
                }
                return null;
              });
          sleep(ofSeconds(1));
          assertThat(sending.outcome()).isEmpty();
          first.close();
          sleep(ofSeconds(1));
          assertThat(sending.outcome()).isEmpty();
          try (var second = b.receive("numbers", Integer.class, 1)) {
            assertThat(second.receive()).isEqualTo(2);
            sending.join();
          }
        });
  }

  @OnEach
  void what_waits_for_a_channel_is_limited_by_its_bytes(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var nodeOf = Cluster.class.getDeclaredField("node");
          nodeOf.setAccessible(true);
          var hostile = (LocalNode) nodeOf.get(a);
          var attacked = (LocalNode) nodeOf.get(b);
          for (int i = 1; i <= 2000; i++) {
            var _ =
                hostile
                    .peer(b.self().id())
                    .send(new Message.Open(i, "nowhere", new byte[Shape.MOST_BYTES]));
          }
          sleep(ofSeconds(5));
          var waitingOf = PeerStreams.class.getDeclaredField("waiting");
          waitingOf.setAccessible(true);
          var waiting = (Map<?, ?>) waitingOf.get(attacked.peer(a.self().id()).streams());
          assertThat(waiting.size()).isBetween(900, 1024);
          for (int i = 1; i <= 2000; i++) {
            var _ = hostile.peer(b.self().id()).send(new Message.End(i));
          }
          sleep(ofSeconds(5));
          assertThat(waiting).isEmpty();
        });
  }

  @OnEach
  void both_sides_may_close(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var numbers = b.receive("numbers", Integer.class, 8);
          var first = a.channel(b.self(), "numbers", Integer.class);
          var second = a.channel(b.self(), "numbers", Integer.class);
          first.send(1);
          first.close();
          first.close();
          assertThatThrownBy(() -> first.send(2)).isInstanceOf(ClosedException.class);
          second.send(3);
          assertThat(numbers.receive()).isEqualTo(1);
          assertThat(numbers.receive()).isEqualTo(3);
          Task<List<Integer>> rest =
              spawn(() -> {
                var items = new ArrayList<Integer>();
                numbers.forEach(items::add);
                return items;
              });
          sleep(ofSeconds(1));
          numbers.close();
          assertThat(rest.join()).isEmpty();
          sleep(ofSeconds(1));
          assertThatThrownBy(() -> second.send(4))
              .isInstanceOf(BrokenException.class)
              .hasMessageContaining("its receiver was closed");
          assertThatThrownBy(numbers::receive).isInstanceOf(ClosedException.class);
        });
  }

  @OnEach
  void another_type_is_refused_when_the_channel_is_opened(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          try (var _ = b.receive("orders", Order.class, 4)) {
            assertThatThrownBy(() -> a.channel(b.self(), "orders", String.class))
                .isInstanceOf(BrokenException.class)
                .hasMessageContaining("it takes Order{");
          }
        });
  }

  @OnEach
  void the_end_of_the_cluster_ends_the_loop_after_the_last_item(String kernel) throws Exception {
    onTwo(
        kernel,
        (shop, a, b) -> {
          var numbers = b.receive("numbers", Integer.class, 4);
          var sender = a.channel(b.self(), "numbers", Integer.class);
          sender.send(1);
          sender.send(2);
          sleep(ofSeconds(1));
          b.close();
          var got = new ArrayList<Integer>();
          numbers.forEach(got::add);
          assertThat(got).containsExactly(1, 2);
          assertThatThrownBy(() -> sender.send(3)).isInstanceOf(NodeLostException.class);
        });
  }
}
