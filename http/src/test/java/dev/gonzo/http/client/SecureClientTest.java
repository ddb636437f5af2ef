package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.http.Http;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.http.server.ExchangeHandler;
import dev.gonzo.http.server.HttpServer;
import dev.gonzo.http.server.ServerOptions;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** https: HTTP/2 by ALPN, names that are verified, and tunnels through a proxy. */
@Tag("realTime")
class SecureClientTest {
  private static ClientCertificates certificates;

  @BeforeAll
  static void make() {
    certificates = ClientCertificates.made();
  }

  /** What a test does. */
  interface Body {
    void run(int port) throws Exception;
  }

  private static ClientOptions options() {
    return ClientOptions.defaults().withTls(certificates.client());
  }

  private static void serving(TlsOptions tls, ExchangeHandler handler, Body body) throws Exception {
    ServerOptions options = ServerOptions.defaults().withTls(tls);
    try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options)) {
      Task<?> serving = spawn(() -> server.serve(handler));
      body.run(server.localAddress().getPort());
      serving.cancel();
    }
  }

  private static TlsOptions both() {
    return certificates.server("localhost").withApplicationProtocols("h2", "http/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void tasks_share_one_connection_of_http2_where_the_server_has_it(String kernel) throws Exception {
    run(
        Kernels.of(kernel),
        () ->
            serving(
                both(),
                exchange -> exchange.send(exchange.scheme() + " " + exchange.version()),
                port -> {
                  try (Client client = Http.client(options());
                      var group = TaskGroup.open()) {
                    for (int i = 0; i < 20; i++) {
                      group.spawn(() -> {
                        try (Response response = client.get("https://localhost:" + port + "/")) {
                          assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
                          assertThat(response.body().text(100)).isEqualTo("https HTTP/2");
                        }
                      });
                    }
                    group.join();
                    assertThat(client.toString()).contains("[1 connections");
                  }
                }));
  }

  @Test
  void a_server_without_http2_and_a_client_without_it_use_http1() throws Exception {
    run(() -> {
      TlsOptions old = certificates.server("localhost").withApplicationProtocols("http/1.1");
      for (boolean isServerOld : new boolean[] {true, false}) {
        serving(
            isServerOld ? old : both(),
            exchange -> exchange.send("" + exchange.version()),
            port -> {
              ClientOptions used =
                  isServerOld ? options() : options().withVersions(Versions.HTTP_1_1_ONLY);
              try (Client client = Http.client(used);
                  var group = TaskGroup.open()) {
                for (int i = 0; i < 5; i++) {
                  group.spawn(() ->
                      assertThat(client.text("https://localhost:" + port + "/", 100))
                          .isEqualTo("HTTP/1.1"));
                }
                group.join();
              }
            });
      }
      serving(
          old,
          exchange -> exchange.send(""),
          port -> {
            try (Client client = Http.client(options().withVersions(Versions.HTTP_2_ONLY))) {
              assertThatThrownBy(() -> client.get("https://localhost:" + port + "/"))
                  .isInstanceOf(IOException.class);
              assertThat(client.toString()).contains("0 connections");
            }
          });
    });
  }

  @Test
  void a_certificate_that_is_not_trusted_or_for_another_host_is_refused() throws Exception {
    run(() -> {
      var seen = new ArrayList<String>();
      serving(
          certificates.server("other").withApplicationProtocols("h2", "http/1.1"),
          exchange -> {
            seen.add(exchange.path());
            exchange.send("");
          },
          port -> {
            try (Client client = Http.client(options())) {
              assertThatThrownBy(() -> client.get("https://localhost:" + port + "/"))
                  .isInstanceOf(SSLException.class);
            }
          });
      serving(
          both(),
          exchange -> {
            seen.add(exchange.path());
            exchange.send("");
          },
          port -> {
            try (Client client = Http.client()) {
              assertThatThrownBy(() -> client.get("https://localhost:" + port + "/"))
                  .isInstanceOf(SSLException.class);
              assertThat(client.toString()).contains("0 connections");
            }
          });
      assertThat(seen).isEmpty();
    });
  }

  /** A proxy that opens tunnels, and forwards nothing else. */
  private static void proxy(Socket client, List<String> heads, int port) throws Exception {
    var peer = new Peer(client, 1);
    String head = peer.head();
    heads.add(head);
    if (!head.contains("proxy-authorization: Basic abc\r\n")) {
      peer.say("HTTP/1.1 407 Who Are You\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    if (!head.startsWith("CONNECT ")) {
      peer.answer("proxied " + head.substring(0, head.indexOf(" HTTP")));
      heads.add(peer.head());
      peer.answer("again");
      return;
    }
    try (Socket server = Tcp.connect("127.0.0.1", port)) {
      peer.say("HTTP/1.1 200 Go\r\n\r\n");
      Task<?> back = spawn(() -> copy(server, client));
      copy(client, server);
      back.cancel();
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    var buffer = new byte[10_000];
    for (int count; (count = from.read(buffer)) >= 0; ) {
      to.writeAll(buffer, 0, count);
    }
    to.shutdownOutput();
  }

  @Test
  void a_proxy_is_used_for_both_schemes_except_for_some_hosts() throws Exception {
    var heads = new ArrayList<String>();
    run(() ->
        serving(
            both(),
            exchange -> exchange.send("secret " + exchange.headers().has("proxy-authorization")),
            port -> {
              try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
                Task<?> proxying =
                    spawn(() ->
                        listener.serve(client -> {
                          try (client) {
                            proxy(client, heads, port);
                          }
                        }));
                Proxy proxy =
                    Proxy.of("127.0.0.1", listener.localAddress().getPort())
                        .exceptFor("127.0.0.1"::equals);
                try (Client client = Http.client(options().withProxy(proxy))) {
                  assertThatThrownBy(() -> client.get("https://localhost:" + port + "/"))
                      .isInstanceOf(ProxyException.class)
                      .hasMessageContaining("407")
                      .hasMessageContaining("Proxy.withHeaders");
                  assertThat(client.text("https://127.0.0.1:" + port + "/", 100))
                      .isEqualTo("secret false");
                }
                assertThat(heads).hasSize(1);
                Proxy known =
                    proxy.withHeaders(
                        dev.gonzo.http.engine.Headers.of("proxy-authorization", "Basic abc"));
                try (Client client = Http.client(options().withProxy(known))) {
                  assertThat(client.text("https://localhost:" + port + "/", 100))
                      .isEqualTo("secret false");
                  assertThat(client.text("http://a.example/x?y", 100))
                      .isEqualTo("proxied GET http://a.example/x?y");
                  assertThat(client.text("http://b.example:81/", 100)).isEqualTo("again");
                  assertThat(heads.get(1))
                      .startsWith("CONNECT localhost:" + port + " HTTP/1.1\r\n")
                      .contains("host: localhost:" + port + "\r\n");
                  assertThat(heads.get(3))
                      .startsWith("GET http://b.example:81/ HTTP/1.1\r\nhost: b.example:81\r\n");
                }
                proxying.cancel();
              }
            }));
  }

  @Test
  void a_proxy_that_closes_or_babbles_is_no_tunnel() throws Exception {
    for (String answer :
        List.of("", "HTTP/1.1 200 Go\r\n\r\nbabble", "HTTP/1.1 502 Bad\r\n\r\n", "nonsense\r\n")) {
      run(() -> {
        try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
          Task<?> proxying =
              spawn(() ->
                  listener.serve(client -> {
                    try (client) {
                      var peer = new Peer(client, 1);
                      String _ = peer.head();
                      peer.say(answer);
                    }
                  }));
          Proxy proxy = Proxy.of("127.0.0.1", listener.localAddress().getPort());
          try (Client client = Http.client(options().withProxy(proxy))) {
            assertThatThrownBy(() -> client.get("https://localhost/"))
                .isInstanceOf(ProxyException.class);
            assertThat(client.toString()).contains("0 connections");
          }
          proxying.cancel();
        }
      });
    }
  }

  @Test
  void requests_that_the_server_refuses_at_first_are_sent_again_whatever_their_method()
      throws Exception {
    run(() -> {
      ServerOptions options =
          ServerOptions.defaults().withHttp2(Http2Limits.DEFAULTS.withConcurrentStreams(1));
      try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options);
          Client client = Http.client(ClientOptions.defaults().withVersions(Versions.HTTP_2_ONLY));
          var group = TaskGroup.open()) {
        Task<?> serving =
            spawn(() -> server.serve(exchange -> exchange.send(exchange.body().text(10))));
        String uri = "http://127.0.0.1:" + server.localAddress().getPort() + "/";
        for (int i = 0; i < 10; i++) {
          String text = "" + i;
          group.spawn(() -> {
            try (Response response = client.send(Request.post(uri).withBody(text))) {
              assertThat(response.body().text(10)).isEqualTo(text);
            }
          });
        }
        group.join();
        assertThat(client.toString()).contains("[1 connections");
        serving.cancel();
      }
    });
  }

  @Test
  void a_server_that_goes_away_is_left_for_a_new_connection() throws Exception {
    run(() -> {
      ServerOptions options = ServerOptions.defaults();
      int port;
      try (HttpServer server = HttpServer.listen("127.0.0.1", 0, options)) {
        port = server.localAddress().getPort();
        try (Client client =
            Http.client(ClientOptions.defaults().withVersions(Versions.HTTP_2_ONLY))) {
          Task<?> serving = spawn(() -> server.serve(exchange -> exchange.send("one")));
          String uri = "http://127.0.0.1:" + port + "/";
          assertThat(client.text(uri, 9)).isEqualTo("one");
          serving.cancel();
          server.close();
          while (!client.toString().contains("0 connections")) {
            Gonzo.sleep(Duration.ofMillis(1));
          }
          try (HttpServer next = HttpServer.listen("127.0.0.1", port, options)) {
            Task<?> again = spawn(() -> next.serve(exchange -> exchange.send("two")));
            assertThat(client.text(uri, 9)).isEqualTo("two");
            again.cancel();
          }
        }
      }
    });
  }
}
