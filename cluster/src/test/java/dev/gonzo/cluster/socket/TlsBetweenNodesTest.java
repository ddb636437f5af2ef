package dev.gonzo.cluster.socket;

import static dev.gonzo.cluster.socket.Nodes.join;
import static dev.gonzo.cluster.socket.Nodes.transport;
import static dev.gonzo.cluster.socket.SocketTransportTest.awaitLog;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.cluster.socket.Nodes.Member;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Streams;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that connect by TLS, as they do between machines. */
@Tag("realTime")
class TlsBetweenNodesTest {
  private static final String SECRET = "0123456789abcdef";

  @TempDir static Path directory;
  private static TlsOptions ours;
  private static TlsOptions strange;

  @BeforeAll
  static void certificates() throws Exception {
    ours = certificate("ours");
    strange = certificate("strange");
  }

  /** Options with a certificate that is its own authority. */
  private static TlsOptions certificate(String name) throws Exception {
    Path file = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "password")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(said).isZero();
    return TlsOptions.defaults().withKeyStore(file, "password").withTrustStore(file, "password");
  }

  @Test
  void nodes_exchange_messages_by_tls_with_a_secret() throws Exception {
    Gonzo.run(() -> {
      try (Member one = join("one", transport().withTls(ours).withSecret(SECRET));
          Member two = join("two", transport(one).withTls(ours).withSecret(SECRET))) {
        one.seen().awaitView("one", "two");
        two.seen().awaitView("one", "two");
        String large = "x".repeat(1_000_000);
        one.send(two, large);
        two.send(one, "hello");
        one.seen().awaitMessages(1);
        two.seen().awaitMessages(1);
        assertThat(two.seen().messages).containsExactly(large);
        assertThat(one.seen().messages).containsExactly("hello");
        two.close();
        one.seen().awaitView("one");
      }
    });
  }

  @Test
  void a_node_without_tls_or_with_a_strange_certificate_or_another_secret_is_kept_out()
      throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport().withTls(ours).withSecret(SECRET))) {
          try (Member two = join("two", transport(one).withSecret(SECRET))) {
            awaitLog(log, "is closed: ");
            assertThat(two.seen().names()).containsExactly("two");
          }
          try (Member two = join("two", transport(one).withTls(strange).withSecret(SECRET))) {
            awaitLog(log, "PKIX path");
            assertThat(two.seen().names()).containsExactly("two");
          }
          try (Member two = join("two", transport(one).withTls(ours).withSecret(SECRET + "!"))) {
            awaitLog(log, "does not know the secret");
            assertThat(two.seen().names()).containsExactly("two");
          }
          assertThat(one.seen().views).hasSize(1);
        }
      });
    }
  }

  @Test
  void a_node_without_a_certificate_of_its_own_is_kept_out() throws Exception {
    TlsOptions none =
        TlsOptions.defaults().withTrustStore(directory.resolve("ours.p12"), "password");
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport().withTls(ours).withSecret(SECRET));
            Member two = join("two", transport(one).withTls(none).withSecret(SECRET))) {
          awaitLog(log, "is closed: ");
          assertThat(log.messages()).anyMatch(each -> each.contains("certificate"));
          assertThat(one.seen().views).hasSize(1);
          assertThat(two.seen().names()).containsExactly("two");
        }
      });
    }
  }

  /**
   * A proxy with a certificate that the nodes trust, which passes on all that they say: the proofs
   * are for its two TLS sessions, of which each node knows only one.
   */
  @Test
  void a_proof_passed_on_between_two_tls_sessions_is_refused() throws Exception {
    try (var log = LogCapture.open()) {
      Gonzo.run(() -> {
        try (Member one = join("one", transport().withTls(ours).withSecret(SECRET));
            var between = Tcp.listen("127.0.0.1", 0)) {
          var _ = Gonzo.spawnDaemon("proxy", () -> between.serve(client -> proxy(one, client)));
          var through =
              SocketTransport.of("127.0.0.1", 0, "127.0.0.1:" + between.localAddress().getPort())
                  .withHeartbeat(Duration.ofMillis(200), Nodes.FOR_EVER)
                  .withTls(ours)
                  .withSecret(SECRET);
          try (Member two = join("two", through)) {
            awaitLog(log, "does not know the secret");
            assertThat(two.seen().names()).containsExactly("two");
            assertThat(one.seen().names()).containsExactly("one");
          }
        }
      });
    }
  }

  private static void proxy(Member one, Socket client) throws Exception {
    try (var outer = Tls.server(client, ours);
        var inner = Tls.connect("127.0.0.1", one.node().port(), ours)) {
      var back =
          Gonzo.spawn(() -> {
            try {
              var _ = Streams.copy(inner, outer);
            } catch (IOException ended) {
              client.close();
            }
          });
      try {
        var _ = Streams.copy(outer, inner);
      } finally {
        back.cancel();
      }
    }
  }
}
