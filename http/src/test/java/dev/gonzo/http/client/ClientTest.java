package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.http.Http;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and responses over HTTP/1.1, against a server that sends exact bytes. */
class ClientTest {
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults().withDecompression(Decompression.off());

  /** What a test does with a client and a server. */
  interface Body {
    void run(Client client, ScriptedServer server) throws Exception;
  }

  static void on(ClientOptions options, Peer.Script script, Body body) throws Exception {
    run(() -> inside(options, script, body));
  }

  static void inside(ClientOptions options, Peer.Script script, Body body) throws Exception {
    try (var server = ScriptedServer.open(script);
        Client client = Http.client(options)) {
      body.run(client, server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void requests_share_a_connection_on_every_kernel(String kernel) throws Exception {
    var heads = new ArrayList<String>();
    run(
        Kernels.of(kernel),
        () ->
            inside(
                OPTIONS,
                peer -> {
                  for (String head; !(head = peer.head()).isEmpty(); ) {
                    heads.add(head);
                    peer.answer("hello", "x-number: " + peer.number);
                  }
                },
                (client, server) -> {
                  for (int i = 0; i < 3; i++) {
                    try (Response response = client.get(server.uri("/a?b=c#d"))) {
                      assertThat(response.status()).isEqualTo(200);
                      assertThat(response.isSuccess()).isTrue();
                      assertThat(response.version()).isEqualTo(HttpVersion.HTTP_1_1);
                      assertThat(response.header("X-Number")).contains("1");
                      assertThat(response.body().length()).isEqualTo(OptionalLong.of(5));
                      assertThat(response.body().text(5)).isEqualTo("hello");
                      assertThat(response.trailers()).isEqualTo(Headers.none());
                    }
                  }
                  assertThat(server.connections()).isEqualTo(1);
                  assertThat(heads)
                      .hasSize(3)
                      .allMatch(head ->
                          head.equals(
                              "GET /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:" + client(server) + "\r\n"));
                }));
  }

  private static int client(ScriptedServer server) {
    try {
      return server.port();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void a_body_in_memory_has_its_length_and_a_written_one_comes_in_chunks_with_trailers()
      throws Exception {
    var seen = new ArrayList<String>();
    on(
        OPTIONS,
        peer -> {
          String head = peer.head();
          seen.add(head.contains("content-length: 9\r\n") ? peer.body(9) : head);
          peer.answer("");
          head = peer.head();
          seen.add(head.contains("transfer-encoding: chunked\r\n") ? peer.chunks() : head);
          peer.answer("");
          head = peer.head();
          seen.add(head.contains("content-length: 4\r\n") ? peer.body(4) : head);
          peer.answer("");
          seen.add(peer.head());
          peer.answer("");
        },
        (client, server) -> {
          Request post = Request.post(server.uri("/"));
          client.send(post.withBody("{\"a\": 1}\n")).close();
          Request chunked =
              post.withBody(sink -> {
                sink.write("one ");
                sink.flush();
                sink.write("two");
                sink.end(Headers.of("x-sum", "7"));
              });
          client.send(chunked).close();
          client.send(post.withBody(4, sink -> sink.write("four"))).close();
          client.send(post).close();
          assertThat(seen.subList(0, 3))
              .containsExactly("{\"a\": 1}\n", "one two|x-sum: 7", "four");
          assertThat(seen.get(3)).contains("content-length: 0\r\n");
          assertThat(server.connections()).isEqualTo(1);
        });
  }

  @Test
  void a_large_body_and_a_large_response_go_at_the_same_time() throws Exception {
    byte[] sent = "0123456789".repeat(400_000).getBytes(UTF_8);
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.say("HTTP/1.1 200 OK\r\ncontent-length: " + sent.length + "\r\n\r\n");
          int left = sent.length;
          while (left > 0) {
            byte[] some = peer.input.readExactly(Math.min(left, 10_000));
            peer.stream.writeAll(some);
            left -= some.length;
          }
          String _ = peer.head();
          peer.answer("again");
        },
        (client, server) -> {
          try (Response response = client.send(Request.post(server.uri("/")).withBody(sent))) {
            assertThat(response.body().bytes(sent.length)).isEqualTo(sent);
          }
          assertThat(client.text(server.uri("/"), 10)).isEqualTo("again");
          assertThat(server.connections()).isEqualTo(1);
        });
  }

  @Test
  void a_server_that_refuses_a_body_while_it_comes_is_heard_and_the_rest_is_not_sent()
      throws Exception {
    var stopped = new ArrayList<String>();
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          byte[] _ = peer.input.readExactly(100);
          peer.say("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
          stopped.add(peer.input.readAll(1 << 24).length < (1 << 24) ? "cut" : "all");
        },
        (client, server) -> {
          Request request =
              Request.put(server.uri("/"))
                  .withBody(sink -> {
                    try {
                      while (true) {
                        sink.write("x".repeat(1000));
                      }
                    } finally {
                      stopped.add("writer");
                    }
                  });
          try (Response response = client.send(request)) {
            assertThat(response.status()).isEqualTo(413);
            assertThat(stopped).contains("writer");
            assertThat(response.body().text(2)).isEqualTo("no");
          }
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Test
  void a_writer_that_fails_fails_the_request_and_closes_the_connection() throws Exception {
    var ends = new ArrayList<String>();
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          ends.add(peer.chunks());
        },
        (client, server) -> {
          Request post = Request.post(server.uri("/"));
          assertThatThrownBy(() ->
                  client.send(
                      post.withBody(sink -> {
                        sink.write("a");
                        sink.flush();
                        throw new IOException("the disk is broken");
                      })))
              .isInstanceOf(IOException.class)
              .hasMessage("the disk is broken");
          assertThatThrownBy(() -> client.send(post.withBody(3, sink -> sink.write("1234"))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("longer than its content-length");
          assertThatThrownBy(() -> client.send(post.withBody(3, sink -> sink.write("12"))))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("shorter than its content-length");
          assertThat(client.toString()).contains("0 connections");
          assertThat(ends).contains("acut");
        });
  }

  @Test
  void responses_without_a_body_free_the_connection_at_once() throws Exception {
    on(
        OPTIONS,
        peer -> {
          while (true) {
            String head = peer.head();
            if (head.isEmpty()) {
              return;
            }
            peer.say(
                head.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"
                    : head.contains(" /204")
                        ? "HTTP/1.1 103 Early\r\nlink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
                        : "HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n");
          }
        },
        (client, server) -> {
          List<Response> open = new ArrayList<>();
          open.add(client.send(Request.head(server.uri("/"))));
          open.add(client.get(server.uri("/204")));
          open.add(client.get(server.uri("/304")));
          assertThat(open).extracting(Response::status).containsExactly(200, 204, 304);
          for (Response response : open) {
            assertThat(response.body().length()).isEqualTo(OptionalLong.of(0));
            assertThat(response.body().text(0)).isEmpty();
            response.close();
          }
          assertThat(server.connections()).isEqualTo(1);
        });
  }

  @Test
  void a_response_until_close_ends_and_one_cut_short_is_an_error() throws Exception {
    on(
        OPTIONS,
        peer ->
            peer.say(
                peer.head().contains(" /close")
                    ? "HTTP/1.1 200 OK\r\n\r\nall of it"
                    : peer.number == 2
                        ? "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"
                        : peer.number == 3
                            ? "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"
                            : "HTTP/1.1 200 O"),
        (client, server) -> {
          assertThat(client.text(server.uri("/close"), 100)).isEqualTo("all of it");
          for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.text(server.uri("/"), 100))
                .isInstanceOf(BadResponseException.class)
                .hasMessageContaining("cut short");
          }
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Tag("realTime")
  @Test
  void a_server_that_is_silent_is_given_up_and_the_message_names_the_limit() throws Exception {
    Http1Limits limits =
        Http1Limits.defaults()
            .withAnswer(Duration.ofMillis(50))
            .withBodyTime(Duration.ofMillis(60))
            .withHead(Duration.ofMillis(70));
    on(
        OPTIONS.withHttp1(limits),
        peer -> {
          String head = peer.head();
          if (head.contains("/body")) {
            peer.say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
          } else if (head.contains("/head")) {
            peer.say("HTTP/1.1 200 ");
          }
          byte[] _ = peer.input.readAll(1000);
        },
        (client, server) -> {
          assertThatThrownBy(() -> client.get(server.uri("/none")))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("limit answer");
          assertThatThrownBy(() -> client.get(server.uri("/head")))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("limit head");
          assertThatThrownBy(() -> client.text(server.uri("/body"), 10))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("limit bodyTime");
          // The time for the answer begins when the request has ended, though it is a slow one.
          Request slow =
              Request.post(server.uri("/none"))
                  .withBody(sink -> {
                    Gonzo.sleep(Duration.ofMillis(100));
                    sink.write("late");
                  });
          assertThatThrownBy(() -> client.send(slow))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("limit answer");
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Tag("realTime")
  @Test
  void a_server_that_does_not_read_is_given_up() throws Exception {
    on(
        OPTIONS.withHttp1(Http1Limits.defaults().withWrite(Duration.ofMillis(50))),
        peer -> {
          String _ = peer.head();
          Gonzo.sleep(Duration.ofHours(1));
        },
        (client, server) -> {
          Request endless =
              Request.post(server.uri("/"))
                  .withBody(sink -> {
                    while (true) {
                      sink.write("more ".repeat(10_000));
                    }
                  });
          assertThatThrownBy(() -> client.send(endless))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("limit write");
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Tag("realTime")
  @Test
  void the_time_in_which_the_user_does_not_read_does_not_count() throws Exception {
    on(
        OPTIONS.withHttp1(Http1Limits.defaults().withBodyTime(Duration.ofMillis(200))),
        peer -> {
          String _ = peer.head();
          peer.answer("x".repeat(100_000));
        },
        (client, server) -> {
          try (Response response = client.get(server.uri("/"))) {
            assertThat(response.body().read(new byte[1], 0, 1)).isEqualTo(1);
            Gonzo.sleep(Duration.ofMillis(300));
            assertThat(response.body().bytes(100_000)).hasSize(99_999);
          }
        });
  }

  @Tag("realTime")
  @Test
  void the_timeout_of_a_request_includes_its_body() throws Exception {
    on(
        OPTIONS.withTimeout(Duration.ofMillis(80)),
        peer -> {
          if (peer.head().contains("/body")) {
            peer.say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
          }
          String _ = peer.head();
        },
        (client, server) -> {
          assertThatThrownBy(() -> client.get(server.uri("/none")))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("within the timeout of PT0.08S");
          try (Response response = client.get(server.uri("/body"))) {
            assertThatThrownBy(() -> response.body().text(10))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("timeout of the request");
          }
          assertThatThrownBy(
                  () -> timeoutAfter(Duration.ofMillis(10), () -> client.get(server.uri("/none"))))
              .isInstanceOf(DeadlineExceededException.class);
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Test
  void a_small_rest_is_dropped_and_a_large_one_closes_the_connection() throws Exception {
    on(
        OPTIONS,
        peer -> {
          for (String head; !(head = peer.head()).isEmpty(); ) {
            peer.answer("x".repeat(head.contains("/large") ? 100_000 : 50_000));
          }
        },
        (client, server) -> {
          client.get(server.uri("/small")).close();
          client.get(server.uri("/small")).close();
          assertThat(server.connections()).isEqualTo(1);
          client.get(server.uri("/large")).close();
          assertThat(client.toString()).contains("0 connections");
          Response closed = client.get(server.uri("/small"));
          closed.close();
          closed.close();
          assertThat(server.connections()).isEqualTo(2);
        });
  }

  @Tag("realTime")
  @Test
  void a_response_that_is_closed_ends_the_body_of_the_request_too() throws Exception {
    var events = Queue.<String>unbounded();
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n");
          byte[] _ = peer.input.readAll(1 << 20);
        },
        (client, server) -> {
          Request request =
              Request.post(server.uri("/"))
                  .withBody(sink -> {
                    try {
                      sink.write("begun");
                      sink.flush();
                      Gonzo.sleep(Duration.ofDays(1));
                    } finally {
                      events.put("ended");
                    }
                  });
          try (Response response = client.send(request)) {
            assertThat(response.body().read(new byte[1], 0, 1)).isEqualTo(1);
          }
          assertThat(events.get()).isEqualTo("ended");
          assertThat(client.toString()).contains("0 connections");
        });
  }

  @Test
  void a_client_waits_before_it_sends_a_body_that_may_be_refused() throws Exception {
    var seen = new ArrayList<String>();
    on(
        OPTIONS.withExpectContinue(Duration.ofHours(1)),
        peer -> {
          String head = peer.head();
          if (!head.contains("expect: 100-continue\r\n")) {
            seen.add("without: " + peer.body(4));
            peer.answer("", "connection: close");
          } else if (head.contains("/accept")) {
            peer.say("HTTP/1.1 100 Continue\r\n\r\n");
            seen.add(peer.body(4));
            peer.answer("", "connection: close");
          } else if (head.contains("/417")) {
            peer.say("HTTP/1.1 417 No\r\ncontent-length: 0\r\n\r\n");
          } else {
            peer.say("HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n");
            seen.add("refused" + new String(peer.input.readAll(100), UTF_8));
          }
        },
        (client, server) -> {
          for (String path : List.of("/accept", "/refuse", "/417")) {
            try (Response response =
                client.send(
                    Request.post(server.uri(path)).withBody(4, sink -> sink.write("body")))) {
              assertThat(response.status()).isEqualTo(path.equals("/refuse") ? 401 : 200);
            }
          }
          assertThat(seen).containsExactly("body", "refused", "without: body");
        });
  }

  @Test
  void the_body_is_sent_if_no_word_comes_in_time() throws Exception {
    on(
        OPTIONS.withExpectContinue(Duration.ofMillis(20)),
        peer -> {
          String _ = peer.head();
          peer.answer(peer.body(4));
        },
        (client, server) -> {
          try (Response response = client.send(Request.post(server.uri("/")).withBody("body"))) {
            assertThat(response.body().text(4)).isEqualTo("body");
          }
        });
  }

  @Test
  void the_client_of_another_kernel_and_a_closed_one_are_refused() throws Exception {
    Client[] kept = new Client[1];
    run(() -> {
      try (Client client = Http.client()) {
        kept[0] = client;
      }
      assertThatThrownBy(() -> kept[0].get("http://localhost/"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    });
    run(() ->
        assertThatThrownBy(() -> kept[0].get("http://localhost/"))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("another kernel: open a client in each kernel"));
  }

  @Tag("realTime")
  @Test
  void closing_ends_requests_and_waits() throws Exception {
    on(
        OPTIONS.withPool(PoolLimits.defaults().withPerHost(1)),
        peer -> {
          String _ = peer.head();
          String _ = peer.head();
        },
        (client, server) -> {
          Task<?> first = spawn(() -> client.get(server.uri("/")));
          Task<?> second = spawn(() -> client.get(server.uri("/")));
          while (server.connections() == 0) {
            Gonzo.sleep(Duration.ofMillis(1));
          }
          client.close();
          client.close();
          assertThatThrownBy(first::join)
              .rootCause()
              .satisfies(cause -> assertThat(cause).isInstanceOf(IOException.class));
          assertThatThrownBy(second::join)
              .hasRootCauseInstanceOf(IllegalStateException.class)
              .hasStackTraceContaining("this client is closed");
        });
  }

  @Test
  void a_thousand_requests_of_twenty_tasks_use_few_connections() throws Exception {
    on(
        OPTIONS.withPool(PoolLimits.defaults().withPerHost(5)),
        peer -> {
          for (String head; !(head = peer.head()).isEmpty(); ) {
            peer.answer(head.substring(5, head.indexOf(' ', 5)));
          }
        },
        (client, server) -> {
          try (var group = TaskGroup.open()) {
            for (int i = 0; i < 20; i++) {
              int number = i;
              group.spawn(() -> {
                for (int j = 0; j < 50; j++) {
                  String path = number + "-" + j;
                  assertThat(client.text(server.uri("/" + path), 10)).isEqualTo(path);
                }
              });
            }
            group.join();
          }
          assertThat(server.connections()).isEqualTo(5);
        });
  }
}
