package dev.gonzo.http.client;

import static dev.gonzo.http.client.ClientTest.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which request follows a redirect, and which redirect is refused. */
class RedirectsTest {
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults().withDecompression(Decompression.off());

  /** Redirects once, and then answers with the first line and the body that came. */
  private static Peer.Script to(String status, String location, List<String> heads) {
    return peer -> {
      for (String head; !(head = peer.head()).isEmpty(); ) {
        heads.add(head);
        String body = head.contains("content-length: 4\r\n") ? peer.body(4) : "";
        if (head.contains(" /from")) {
          peer.say(
              "HTTP/1.1 "
                  + status
                  + " X\r\ncontent-length: 3\r\nlocation: "
                  + location
                  + "\r\n\r\n...");
        } else {
          peer.answer(head.substring(0, head.indexOf(" HTTP")) + " " + body);
        }
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET /to ",
    "302, POST, GET /to ",
    "303, POST, GET /to ",
    "307, POST, POST /to body",
    "308, POST, POST /to body",
    "301, PUT, PUT /to body",
    "302, DELETE, DELETE /to body",
    "303, PUT, GET /to ",
  })
  void the_method_and_the_body_follow_the_status(String status, String method, String expected)
      throws Exception {
    var heads = new ArrayList<String>();
    on(
        OPTIONS,
        peer -> {
          for (String head; !(head = peer.head()).isEmpty(); ) {
            heads.add(head);
            String body = head.contains("content-length: 4\r\n") ? peer.body(4) : "";
            if (head.contains(" /from")) {
              peer.say(
                  "HTTP/1.1 " + status + " X\r\ncontent-length: 3\r\nlocation: /to\r\n\r\n...");
            } else {
              peer.answer(head.substring(0, head.indexOf(" HTTP")) + " " + body);
            }
          }
        },
        (client, server) -> {
          Request request =
              Request.of(method, server.uri("/from"))
                  .withHeader("content-type", "text/plain")
                  .withHeader("authorization", "secret")
                  .withBody("body");
          try (Response response = client.send(request)) {
            assertThat(response.body().text(100).strip()).isEqualTo(expected.strip());
            assertThat(response.uri()).isEqualTo(URI.create(server.uri("/to")));
          }
          assertThat(server.connections()).isEqualTo(1);
          assertThat(heads.get(1)).contains("authorization: secret\r\n");
          assertThat(heads.get(1).contains("content-type")).isEqualTo(expected.endsWith("body"));
        });
  }

  @Test
  void credentials_stay_with_their_origin() throws Exception {
    var heads = new ArrayList<String>();
    on(
        OPTIONS,
        peer -> {
          heads.add(peer.head());
          peer.answer("other");
        },
        (_, other) ->
            on2(
                to("302", other.uri("/to"), heads),
                (client, server) -> {
                  Request request =
                      Request.get(server.uri("/from"))
                          .withHeader("authorization", "secret")
                          .withHeader("Cookie", "id=1")
                          .withHeader("x-kept", "1");
                  try (Response response = client.send(request)) {
                    assertThat(response.body().text(10)).isEqualTo("other");
                  }
                  assertThat(heads.get(0)).contains("secret").contains("id=1");
                  assertThat(heads.get(1))
                      .contains("x-kept: 1")
                      .doesNotContain("secret")
                      .doesNotContain("id=1");
                }));
  }

  private static void on2(Peer.Script script, ClientTest.Body body) throws Exception {
    ClientTest.inside(OPTIONS, script, body);
  }

  @Test
  void a_body_that_was_written_once_is_not_sent_again_by_itself() throws Exception {
    on(
        OPTIONS,
        to("307", "/to", new ArrayList<>()),
        (client, server) -> {
          Request request =
              Request.post(server.uri("/from")).withBody(4, sink -> sink.write("body"));
          assertThatThrownBy(() -> client.send(request))
              .isInstanceOf(RedirectException.class)
              .hasMessageContaining("Request.withRepeatableBody");
          try (Response response = client.send(request.withRepeatableBody())) {
            assertThat(response.body().text(100)).isEqualTo("POST /to body");
          }
        });
  }

  @Test
  void loops_and_too_many_are_refused() throws Exception {
    on(
        OPTIONS.withRedirects(Redirects.upTo(5)),
        peer -> {
          for (String head; !(head = peer.head()).isEmpty(); ) {
            int number = Integer.parseInt(head.substring(5, head.indexOf(' ', 5)));
            peer.say(
                "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: /"
                    + (number >= 100 ? (number + 1) % 3 + 100 : number + 1)
                    + "\r\n\r\n");
          }
        },
        (client, server) -> {
          assertThatThrownBy(() -> client.get(server.uri("/1")))
              .isInstanceOf(RedirectException.class)
              .hasMessageContaining("more than 5");
          assertThatThrownBy(() -> client.get(server.uri("/100")))
              .isInstanceOf(RedirectException.class)
              .hasMessageContaining("a loop");
          assertThat(server.connections()).isEqualTo(1);
        });
  }

  @Test
  void none_are_followed_if_the_user_says_so_or_there_is_no_location() throws Exception {
    on(
        OPTIONS.withRedirects(Redirects.none()),
        to("302", "/to", new ArrayList<>()),
        (client, server) -> {
          try (Response response = client.get(server.uri("/from"))) {
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.header("location")).contains("/to");
          }
        });
    on(
        OPTIONS,
        peer -> {
          String _ = peer.head();
          peer.say("HTTP/1.1 300 Choose\r\ncontent-length: 0\r\nlocation: /to\r\n\r\n");
          String _ = peer.head();
          peer.say("HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n");
        },
        (client, server) -> {
          assertThat(client.get(server.uri("/")).status()).isEqualTo(300);
          assertThat(client.get(server.uri("/")).status()).isEqualTo(302);
        });
  }

  @Test
  void a_redirect_to_another_scheme_or_with_a_password_is_refused() throws Exception {
    for (String location : List.of("ftp://localhost/", "http://user:pass@localhost/", "http:///")) {
      on(
          OPTIONS,
          to("302", location, new ArrayList<>()),
          (client, server) ->
              assertThatThrownBy(() -> client.get(server.uri("/from")))
                  .isInstanceOf(RedirectException.class)
                  .hasMessageNotContaining("pass@"));
    }
  }

  @Test
  void https_does_not_become_http_unless_that_is_allowed() throws Exception {
    Request request = Request.get("https://a.example/");
    var head =
        new ReceivedHead(
            302,
            dev.gonzo.http.engine.Headers.of("location", "http://a.example/"),
            dev.gonzo.http.message.HttpVersion.HTTP_1_1);
    assertThatThrownBy(() -> new RedirectRules(Redirects.defaults()).next(request, head))
        .isInstanceOf(RedirectException.class)
        .hasMessageContaining("Redirects.withDowngrade");
    assertThat(
            new RedirectRules(Redirects.defaults().withDowngrade())
                .next(request, head)
                .orElseThrow()
                .uri())
        .isEqualTo(URI.create("http://a.example/"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a/b?q, c, http://h/a/c",
    "http://h/a/b?q, ../c, http://h/c",
    "http://h/a/b?q, ../../../c, http://h/c",
    "http://h/a/b?q, ?x=1, http://h/a/b?x=1",
    "http://h/a/b?q, #f, http://h/a/b?q",
    "http://h/a/b?q, //other/c, http://other/c",
    "http://h/a/b?q, /c d, http://h/c%20d",
    "http://h/a/b?q, /ü, http://h/%FC",
    "http://h, c, http://h/c",
    "http://h/a, https://x:1/y?z, https://x:1/y?z",
  })
  void locations_are_resolved_by_the_standard(String base, String location, String expected)
      throws Exception {
    assertThat(RedirectRules.target(URI.create(base), location)).isEqualTo(URI.create(expected));
  }
}
