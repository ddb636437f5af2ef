package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.http.client.ClientTest.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.sync.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that are kept, waited for, found dead, and closed. */
class PoolTest {
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults().withDecompression(Decompression.off());

  private static void until(Condition condition) throws Exception {
    while (!condition.holds()) {
      Gonzo.sleep(Duration.ofMillis(1));
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void serve(Peer peer) throws Exception {
    for (String head; !(head = peer.head()).isEmpty(); ) {
      peer.answer(head.substring(5, head.indexOf(' ', 5)));
    }
  }

  @Tag("realTime")
  @Test
  void requests_wait_in_their_order_and_a_cancelled_wait_leaves_nothing() throws Exception {
    Event go = Event.of();
    on(
        OPTIONS.withPool(PoolLimits.defaults().withPerHost(1)),
        peer -> {
          String _ = peer.head();
          go.await();
          peer.answer("first");
          serve(peer);
        },
        (client, server) -> {
          List<String> order = new ArrayList<>();
          List<Task<?>> tasks = new ArrayList<>();
          for (String name : List.of("first", "a", "b", "c", "d")) {
            tasks.add(
                spawn(
                    name,
                    () -> {
                      order.add(client.text(server.uri("/" + name), 10));
                    }));
          }
          until(() -> tasks.get(4).waitingAt().isPresent() && server.connections() == 1);
          tasks.get(2).cancel();
          go.set();
          for (int i : List.of(0, 1, 3, 4)) {
            tasks.get(i).join();
          }
          assertThat(order).containsExactly("first", "a", "c", "d");
          assertThatThrownBy(() -> tasks.get(2).join()).isInstanceOf(TaskFailedException.class);
          assertThat(server.connections()).isEqualTo(1);
          assertThat(client).hasToString("Client[1 connections, 1 of them idle]");
        });
  }

  @Test
  void a_failure_to_connect_lets_the_next_one_try() throws Exception {
    on(
        OPTIONS.withPool(PoolLimits.defaults().withPerHost(1)),
        PoolTest::serve,
        (client, server) -> {
          int port;
          try (var gone = dev.gonzo.net.Tcp.listen("127.0.0.1", 0)) {
            port = gone.localAddress().getPort();
          }
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            tasks.add(spawn(() -> client.get("http://127.0.0.1:" + port + "/")));
          }
          for (Task<?> task : tasks) {
            assertThatThrownBy(task::join).hasCauseInstanceOf(java.net.ConnectException.class);
          }
          assertThat(client).hasToString("Client[0 connections, 0 of them idle]");
        });
  }

  @Tag("realTime")
  @Test
  void an_idle_connection_that_the_server_closes_is_noticed_before_its_use() throws Exception {
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.answer("once");
        },
        (client, server) -> {
          for (int i = 0; i < 3; i++) {
            // A POST is not repeated, so it fails if it meets a connection that has ended.
            try (Response response = client.send(Request.post(server.uri("/")))) {
              assertThat(response.body().text(10)).isEqualTo("once");
            }
            until(() -> client.toString().contains("0 connections"));
          }
          assertThat(server.connections()).isEqualTo(3);
        });
  }

  @Tag("realTime")
  @Test
  void bytes_on_an_idle_connection_are_no_response_to_the_next_request() throws Exception {
    on(
        OPTIONS,
        peer -> {
          if (peer.number > 1) {
            serve(peer);
            return;
          }
          String _ = peer.head();
          peer.answer("one");
          peer.answer("of nothing");
          String _ = peer.head();
        },
        (client, server) -> {
          assertThat(client.text(server.uri("/one"), 10)).isEqualTo("one");
          until(() -> client.toString().contains("0 connections"));
          assertThat(client.text(server.uri("/two"), 10)).isEqualTo("two");
        });
  }

  @Tag("realTime")
  @Test
  void a_connection_is_closed_when_it_is_idle_for_too_long_or_one_too_many() throws Exception {
    on(
        OPTIONS.withPool(PoolLimits.defaults().withIdle(1).withIdleTime(Duration.ofMillis(30))),
        PoolTest::serve,
        (client, server) -> {
          Response one = client.get(server.uri("/one"));
          Response two = client.get(server.uri("/two"));
          assertThat(one.body().text(3)).isEqualTo("one");
          assertThat(two.body().text(3)).isEqualTo("two");
          assertThat(client).hasToString("Client[1 connections, 1 of them idle]");
          until(() -> client.toString().contains("0 connections"));
          until(() -> server.ended() == 2);
        });
  }

  @Test
  void a_request_that_meets_a_closing_connection_is_repeated_if_that_is_safe() throws Exception {
    List<String> seen = new ArrayList<>();
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.answer("warm");
          String head = peer.head();
          seen.add(head.substring(0, Math.max(0, head.indexOf(" HTTP"))));
          if (peer.number % 2 == 0 && !head.isEmpty()) {
            peer.answer("again");
          }
        },
        (client, server) -> {
          warm(client, server);
          try (Response response = client.send(Request.put(server.uri("/")).withBody("x"))) {
            assertThat(response.body().text(9)).isEqualTo("warm");
          }
          assertThat(server.connections()).isEqualTo(2);
          assertThat(seen).containsExactly("PUT /");
        });
    seen.clear();
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.answer("warm");
          String _ = peer.head();
        },
        (client, server) -> {
          warm(client, server);
          assertThatThrownBy(() -> client.send(Request.post(server.uri("/")).withBody("x")))
              .isInstanceOf(NoResponseException.class);
          warm(client, server);
          assertThatThrownBy(
                  () -> client.send(Request.put(server.uri("/")).withBody(s -> s.write("x"))))
              .isInstanceOf(NoResponseException.class);
          assertThat(server.connections()).isEqualTo(2);
        });
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.answer("warm");
          String _ = peer.head();
          peer.say("HTTP/1.1 ");
        },
        (client, server) -> {
          warm(client, server);
          assertThatThrownBy(() -> client.get(server.uri("/")))
              .isInstanceOf(BadResponseException.class);
          assertThat(server.connections()).isEqualTo(1);
        });
  }

  private static void warm(Client client, ScriptedServer server) throws Exception {
    assertThat(client.text(server.uri("/warm"), 9)).isEqualTo("warm");
  }

  @Test
  void a_first_request_is_not_repeated() throws Exception {
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
        },
        (client, server) -> {
          assertThatThrownBy(() -> client.get(server.uri("/")))
              .isInstanceOf(NoResponseException.class)
              .satisfies(
                  failure -> assertThat(((NoResponseException) failure).isUnprocessed()).isFalse());
          assertThat(server.connections()).isEqualTo(1);
        });
  }

  @Test
  void a_connection_that_the_server_will_close_is_not_kept() throws Exception {
    on(
        OPTIONS.withHttp1(Http1Limits.defaults()),
        peer -> {
          String _ = peer.head();
          peer.answer("bye", "connection: close");
          String _ = peer.head();
        },
        (client, server) -> {
          assertThat(client.text(server.uri("/"), 9)).isEqualTo("bye");
          assertThat(client).hasToString("Client[0 connections, 0 of them idle]");
        });
  }
}
