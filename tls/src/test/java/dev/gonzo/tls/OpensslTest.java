package dev.gonzo.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Openssl and curl, as our peers. */
@Tag("realTime")
class OpensslTest {
  private static Certificates certificates;
  private static Path directory;

  @BeforeAll
  static void make() {
    certificates = Certificates.made();
    directory = certificates.directory;
  }

  private static void backwards(TlsStream client) throws IOException {
    var output = Output.of(client);
    for (String line : Input.of(client).lines()) {
      output.writeLine(new StringBuilder(line).reverse().toString());
      output.flush();
      if (line.equals("end")) {
        return;
      }
    }
  }

  private static Program.Ended curl(int port, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl", "-sS", "--http1.1", "--resolve", "localhost:%d:127.0.0.1".formatted(port)));
    command.addAll(List.of(arguments));
    command.add("https://localhost:" + port + "/");
    return Program.run(directory, "", command.toArray(String[]::new));
  }

  private static Program.Ended client(int port, String input, String arguments) throws Exception {
    return Program.run(
        directory,
        input,
        ("openssl s_client -connect 127.0.0.1:%d -CAfile authority.pem -verify_return_error %s"
                .formatted(port, arguments))
            .split(" "));
  }

  private static void answerWithPage(TlsStream client) throws IOException {
    for (String line : Input.of(client).lines()) {
      if (line.isEmpty()) {
        break;
      }
    }
    var output = Output.of(client);
    output.writeString("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    output.writeString("0123456789".repeat(1_000_000));
    output.flush();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void curl_gets_a_page_whose_end_is_the_close_notify(String kernel) throws Exception {
    Serving.on(
        Kernels.of(kernel),
        certificates.server("localhost").withApplicationProtocols("http/1.1"),
        OpensslTest::answerWithPage,
        port -> {
          Program.Ended got = curl(port, "--cacert", "authority.pem");
          assertThat(got.output()).hasSize(10_000_000).endsWith("789");
          assertThat(got.status()).isZero();
        });
  }

  @Test
  void curl_refuses_a_server_that_nobody_it_knows_vouches_for() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        OpensslTest::answerWithPage,
        port -> {
          Program.Ended refused = curl(port, "--cacert", "stranger.pem");
          assertThat(refused.output()).contains("unable to get local issuer certificate");
          assertThat(refused.status()).isEqualTo(60);
          assertThat(curl(port, "--cacert", "authority.pem").status()).isZero();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void s_client_talks_to_our_server(String version) throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost", "rsa").withApplicationProtocols("h2", "spdy"),
        OpensslTest::backwards,
        port -> {
          Program.Ended talked =
              client(
                  port,
                  "hello\nend\n",
                  "-ign_eof -servername rsa.example -verify_hostname rsa.example -alpn foo,h2 "
                      + version);
          assertThat(talked.output())
              .contains("subject=CN = rsa", "Verification: OK", "ALPN protocol: h2")
              .contains("olleh\ndne\n")
              .endsWith("closed\n");
          assertThat(talked.status()).isZero();
        });
  }

  @Test
  void s_client_resumes_its_session() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        OpensslTest::backwards,
        port -> {
          // Of TLS 1.2: it connects once, and then five times more.
          assertThat(client(port, "end\n", "-ign_eof -tls1_2 -reconnect").output())
              .containsPattern("(?s)New, TLSv1.2(.*Reused, TLSv1.2){5}.*dne\n");
          assertThat(client(port, "end\n", "-ign_eof -tls1_3 -sess_out session").output())
              .contains("New, TLSv1.3");
          assertThat(client(port, "end\n", "-ign_eof -tls1_3 -sess_in session").output())
              .contains("Reused, TLSv1.3");
        });
  }

  @Test
  void s_client_may_change_its_keys_at_any_time() throws Exception {
    // K asks for new keys of ours too: an answer of TLS itself, which the reader has to send.
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        OpensslTest::backwards,
        port ->
            assertThat(client(port, "one\nK\ntwo\nk\nthree\nend\n", "-tls1_3 -ign_eof").output())
                .contains("eno\n", "owt\n", "eerht\n", "dne\n"));
  }

  @Test
  void s_client_may_not_renegotiate() throws Exception {
    List<Throwable> failures = new ArrayList<>();
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> {
          try {
            backwards(client);
          } catch (Exception failure) {
            failures.add(failure.getCause());
          }
        },
        port -> {
          Program.Ended refused = client(port, "R\nhello\n", "-tls1_2");
          assertThat(refused.output()).contains("RENEGOTIATING").doesNotContain("olleh");
        });
    assertThat(failures)
        .singleElement()
        .satisfies(failure ->
            assertThat(failure)
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("renegotiate, which is refused"));
  }

  @Test
  void s_client_is_told_why_it_is_refused() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost").withVersions("TLSv1.3"),
        OpensslTest::backwards,
        port ->
            assertThat(client(port, "", "-tls1_2").output()).contains("alert protocol version"));
  }

  private static Program server(String arguments) {
    return Program.start(
        directory,
        ("openssl s_server -accept 127.0.0.1:0 -cert localhost.pem -key localhost.key " + arguments)
            .split(" "));
  }

  private static String exchange(TlsStream stream, String line) throws IOException {
    var output = Output.of(stream);
    output.writeLine(line);
    output.flush();
    return Input.of(stream).readLine();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void our_client_talks_to_s_server(String version) throws Exception {
    try (var server = server("-rev -alpn h2 " + version)) {
      Gonzo.run(() -> {
        int port = server.port();
        TlsOptions options = certificates.client().withApplicationProtocols("h2");
        long created = 0;
        for (int i = 0; i < 3; i++) {
          try (var stream = Tls.connect("localhost", port, options)) {
            assertThat(exchange(stream, "hello")).isEqualTo("olleh");
            assertThat(stream.applicationProtocol()).contains("h2");
            long now = stream.session().getCreationTime();
            assertThat(now).isEqualTo(i == 0 ? now : created); // resumed
            created = now;
          }
        }
      });
    }
  }

  @Test
  void our_client_shows_s_server_its_certificate() throws Exception {
    try (var server = server("-rev -Verify 1 -verify_return_error -CAfile authority.pem")) {
      Gonzo.run(() -> {
        int port = server.port();
        TlsOptions known =
            certificates
                .client()
                .withCertificate(certificates.certificate("client"), certificates.key("client"));
        try (var stream = Tls.connect("localhost", port, known)) {
          assertThat(exchange(stream, "hello")).isEqualTo("olleh");
        }
        assertThatThrownBy(
                () -> {
                  try (var stream = Tls.connect("localhost", port, certificates.client())) {
                    exchange(stream, "hello");
                  }
                })
            .isInstanceOf(IOException.class);
      });
    }
  }

  @Test
  void a_server_that_is_killed_has_not_said_that_it_is_the_end() throws Exception {
    try (var server = server("-rev")) {
      Gonzo.run(() -> {
        try (var stream = Tls.connect("localhost", server.port(), certificates.client())) {
          assertThat(exchange(stream, "hello")).isEqualTo("olleh");
          server.close();
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
                .isInstanceOf(TruncatedException.class)
                .hasMessageContaining("close_notify");
          }
        }
      });
    }
  }
}
