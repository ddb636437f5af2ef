package dev.gonzo.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for the client with our own server, in each version of HTTP and on each kernel. */
abstract class ClientConformance {
  final Versions versions;

  ClientConformance(Versions versions) {
    this.versions = versions;
  }

  /** What a test does with a client. */
  interface Body {
    void run(Client client, String uri) throws Exception;
  }

  /** Runs a server, and a client with options, on the kernels of this test. */
  abstract void using(ClientOptions options, ExchangeHandler handler, Body body) throws Exception;

  ClientOptions options() {
    return ClientOptions.defaults().withVersions(versions);
  }

  private boolean isHttp2() {
    return versions == Versions.HTTP_2_ONLY;
  }

  private static byte[] bytes(int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    return bytes;
  }

  @Test
  void requests_of_many_tasks_get_their_own_responses() throws Exception {
    using(
        options().withPool(PoolLimits.defaults().withPerHost(4)),
        exchange -> exchange.send(exchange.path() + exchange.body().text(1000)),
        (client, uri) -> {
          try (var group = TaskGroup.open()) {
            for (int i = 0; i < 10; i++) {
              int number = i;
              group.spawn(() -> {
                for (int j = 0; j < 10; j++) {
                  String text = number + "-" + j;
                  Request request = Request.post(uri + "/a").withBody(text);
                  try (Response response = client.send(request)) {
                    assertThat(response.version())
                        .isEqualTo(isHttp2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
                    assertThat(response.body().text(100)).isEqualTo("/a" + text);
                  }
                }
              });
            }
            group.join();
          }
          // One connection of HTTP/2 is opened, though ten tasks ask for it at the same time.
          assertThat(client.toString()).contains(isHttp2() ? "[1 connections" : "[4 connections");
        });
  }

  @Test
  void a_body_and_a_response_go_at_the_same_time_and_are_held_up_by_their_readers()
      throws Exception {
    byte[] sent = bytes(300_000);
    using(
        options(),
        exchange -> {
          BodySink sink = exchange.respond(200);
          var buffer = new byte[5000];
          for (int count; (count = exchange.body().read(buffer)) >= 0; ) {
            sink.writeAll(buffer, 0, count);
          }
        },
        (client, uri) -> {
          for (Request request :
              List.of(
                  Request.post(uri + "/").withBody(sent),
                  Request.post(uri + "/").withBody(sink -> sink.writeAll(sent)))) {
            try (Response response = client.send(request)) {
              assertThat(response.body().bytes(sent.length)).isEqualTo(sent);
            }
          }
          // Over HTTP/1.1 the server may close: it has answered before the request's end.
          assertThat(client.toString()).doesNotContain("[2 connections");
        });
  }

  @Test
  void a_body_that_is_refused_is_not_sent_to_its_end() throws Exception {
    using(
        options(),
        exchange -> {
          if (exchange.path().equals("/no")) {
            exchange.send(413, "no");
          } else {
            exchange.send("yes");
          }
        },
        (client, uri) -> {
          var ends = new ArrayList<String>();
          Request endless =
              Request.put(uri + "/no")
                  .withBody(sink -> {
                    try {
                      while (true) {
                        sink.write("more and more ".repeat(100));
                      }
                    } finally {
                      ends.add("over");
                    }
                  });
          try (Response response = client.send(endless)) {
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body().text(2)).isEqualTo("no");
          }
          assertThat(ends).containsExactly("over");
          assertThat(client.text(uri + "/yes", 3)).isEqualTo("yes");
        });
  }

  @Test
  void a_handler_that_fails_in_the_middle_is_an_error_and_no_end() throws Exception {
    using(
        options(),
        exchange -> {
          if (exchange.path().equals("/fail")) {
            BodySink sink = exchange.respond(200);
            sink.write("half");
            sink.flush();
            throw new IOException("the database is gone");
          }
          exchange.send("well");
        },
        (client, uri) -> {
          assertThatThrownBy(() -> client.text(uri + "/fail", 100)).isInstanceOf(IOException.class);
          assertThat(client.text(uri + "/", 100)).isEqualTo("well");
        });
  }

  @Test
  void a_response_that_is_closed_early_leaves_a_client_that_works() throws Exception {
    var ends = Queue.<String>universal(9);
    using(
        options(),
        exchange -> {
          if (exchange.path().equals("/endless")) {
            try {
              BodySink sink = exchange.respond(200);
              while (true) {
                sink.write("on and on ".repeat(100));
              }
            } finally {
              ends.tryPut("handler");
            }
          }
          exchange.send("well");
        },
        (client, uri) -> {
          try (Response response = client.get(uri + "/endless")) {
            assertThat(response.body().read(new byte[100], 0, 100)).isPositive();
          }
          assertThat(ends.get()).isEqualTo("handler");
          assertThat(client.text(uri + "/", 100)).isEqualTo("well");
        });
  }

  @Test
  void a_slow_handler_and_a_cancellation_leave_a_client_that_works() throws Exception {
    using(
        options().withHttp1(Http1Limits.defaults().withAnswer(Duration.ofSeconds(1))),
        exchange -> {
          if (exchange.path().equals("/slow")) {
            Gonzo.sleep(Duration.ofHours(1));
          }
          exchange.send("well");
        },
        (client, uri) -> {
          assertThatThrownBy(() -> client.get(uri + "/slow"))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("limit answer");
          Task<?> task = Gonzo.spawn(() -> client.get(uri + "/slow"));
          Gonzo.sleep(Duration.ofMillis(50));
          task.cancel();
          assertThat(client.text(uri + "/", 100)).isEqualTo("well");
        });
  }

  @Test
  void responses_without_a_body_and_redirects_are_understood() throws Exception {
    using(
        options(),
        exchange -> {
          switch (exchange.path()) {
            case "/204" -> exchange.send(204, "");
            case "/from" -> exchange.header("location", "/to").send(303, "...");
            default -> exchange.send(exchange.method() + exchange.path());
          }
        },
        (client, uri) -> {
          try (Response response = client.send(Request.head(uri + "/head"))) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body().bytes(0)).isEmpty();
          }
          try (Response response = client.get(uri + "/204")) {
            assertThat(response.status()).isEqualTo(204);
          }
          try (Response response = client.send(Request.post(uri + "/from").withBody("x"))) {
            assertThat(response.body().text(100)).isEqualTo("GET/to");
            assertThat(response.uri().getPath()).isEqualTo("/to");
          }
          assertThat(client.toString()).contains("[1 connections");
        });
  }

  @Test
  void trailers_go_both_ways() throws Exception {
    using(
        options(),
        exchange -> {
          String text = exchange.body().text(100);
          BodySink sink = exchange.respond(200);
          sink.write(text);
          sink.end(Headers.of("x-seen", exchange.body().trailers().first("x-sum").orElse("none")));
        },
        (client, uri) -> {
          Request request =
              Request.post(uri + "/")
                  .withBody(sink -> {
                    sink.write("text");
                    sink.end(Headers.of("x-sum", "42"));
                  });
          try (Response response = client.send(request)) {
            assertThat(response.body().text(100)).isEqualTo("text");
            assertThat(response.trailers().first("x-seen")).contains("42");
          }
        });
  }

  @Test
  void a_client_waits_for_100_before_a_body() throws Exception {
    using(
        options().withExpectContinue(Duration.ofHours(1)),
        exchange -> exchange.send(exchange.body().text(100)),
        (client, uri) -> {
          try (Response response =
              client.send(Request.post(uri + "/").withBody("asked for".getBytes(UTF_8)))) {
            assertThat(response.body().text(100)).isEqualTo("asked for");
          }
        });
  }
}
