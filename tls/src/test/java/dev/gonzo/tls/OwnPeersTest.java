package dev.gonzo.tls;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Unix;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Output;
import dev.gonzo.testing.MemoryStreams;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client and our server, over TCP. */
@Tag("realTime")
class OwnPeersTest {
  private static Certificates certificates;

  @BeforeAll
  static void make() {
    certificates = Certificates.made();
  }

  private static void echoing(Serving.Client client) throws Exception {
    Serving.on(Kernels.of(), certificates.server("localhost"), Serving::echo, client);
  }

  private static String exchange(TlsStream stream, String text) throws IOException {
    byte[] sent = text.getBytes(UTF_8);
    stream.writeAll(sent, 0, sent.length);
    return new String(Input.of(stream).readExactly(sent.length), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_megabyte_goes_there_and_comes_back_on_every_driver(String kernel) throws Exception {
    var sent = new byte[3_000_000];
    new Random(1).nextBytes(sent);
    Serving.on(
        Kernels.of(kernel),
        certificates.server("localhost"),
        Serving::echo,
        port -> {
          try (var stream = Tls.connect("localhost", port, certificates.client())) {
            Task<?> writer = spawn(() -> stream.writeAll(sent, 0, sent.length));
            assertThat(Input.of(stream).readExactly(sent.length)).isEqualTo(sent);
            writer.join();
          }
        });
  }

  @Test
  void what_was_negotiated_can_be_read() throws Exception {
    List<String> seen = new ArrayList<>();
    Serving.on(
        Kernels.of(),
        certificates.server("localhost").withApplicationProtocols("h2", "http/1.1"),
        client -> {
          seen.add(client.applicationProtocol() + " " + client.serverName());
          Serving.echo(client);
        },
        port -> {
          TlsOptions options = certificates.client().withApplicationProtocols("http/1.1", "h2");
          try (var stream = Tls.connect("localhost", port, options)) {
            assertThat(stream.applicationProtocol()).contains("h2");
            assertThat(stream.version()).isEqualTo("TLSv1.3");
            assertThat(stream.cipherSuite()).startsWith("TLS_AES");
            assertThat(stream.peerCertificates())
                .singleElement()
                .satisfies(shown ->
                    assertThat(shown.getSubjectX500Principal().getName())
                        .isEqualTo("CN=localhost"));
            assertThat(exchange(stream, "hello")).isEqualTo("hello");
          }
          try (var stream = Tls.connect("localhost", port, certificates.client())) {
            assertThat(stream.applicationProtocol()).isEmpty();
          }
          assertThatThrownBy(
                  () -> Tls.connect("localhost", port, options.withApplicationProtocols("gopher")))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("no_application_protocol");
        });
    assertThat(seen)
        .containsExactly("Optional[h2] Optional[localhost]", "Optional.empty Optional[localhost]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_version_can_be_demanded(String version) throws Exception {
    echoing(port -> {
      TlsOptions options = certificates.client().withVersions(version);
      try (var stream = Tls.connect("localhost", port, options)) {
        assertThat(stream.version()).isEqualTo(version);
        assertThat(exchange(stream, "hello")).isEqualTo("hello");
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_server_shows_the_certificate_that_is_asked_for(String version) throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost", "rsa", "wild").withVersions(version),
        Serving::echo,
        port -> {
          for (String name : List.of("localhost", "rsa.example", "a.wild.example")) {
            TlsOptions options = certificates.client().withServerName(name);
            try (var stream = Tls.connect("127.0.0.1", port, options)) {
              assertThat(stream.peerCertificates().getFirst().getSubjectAlternativeNames())
                  .anySatisfy(entry ->
                      assertThat((String) entry.get(1))
                          .isEqualTo(name.replace("a.wild", "*.wild")));
            }
          }
          // By address no name is asked for, and the first is shown, which is for the address too.
          try (var stream = Tls.connect("127.0.0.1", port, certificates.client())) {
            assertThat(exchange(stream, "hello")).isEqualTo("hello");
          }
          assertThatThrownBy(() ->
                  Tls.connect(
                      "127.0.0.1", port, certificates.client().withServerName("b.a.wild.example")))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("b.a.wild.example");
        });
  }

  @Test
  void a_server_of_another_name_is_refused_unless_one_says_so() throws Exception {
    echoing(port -> {
      assertThatThrownBy(() ->
              Tls.connect("127.0.0.1", port, certificates.client().withServerName("other.example")))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("other.example");
      TlsOptions trusting =
          certificates.client().withServerName("other.example").withoutHostNameVerification();
      try (var stream = Tls.connect("127.0.0.1", port, trusting)) {
        assertThat(exchange(stream, "hello")).isEqualTo("hello");
      }
    });
  }

  @Test
  void a_server_that_nobody_vouches_for_is_refused() throws Exception {
    echoing(port -> {
      assertThatThrownBy(() -> Tls.connect("localhost", port))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unable to find valid certification path");
      assertThatThrownBy(() ->
              Tls.connect(
                  "localhost",
                  port,
                  TlsOptions.defaults().withTrusted(certificates.certificate("stranger"))))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("certification path");
    });
  }

  @Test
  void a_server_whose_certificate_has_expired_is_refused() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("expired"),
        Serving::echo,
        port ->
            assertThatThrownBy(() -> Tls.connect("localhost", port, certificates.client()))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("NotAfter"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_server_may_require_a_certificate_of_its_clients(String version) throws Exception {
    List<String> clients = new ArrayList<>();
    Serving.on(
        Kernels.of(),
        certificates
            .server("localhost")
            .withTrusted(certificates.certificate("authority"))
            .withClientAuthentication(ClientAuthentication.REQUIRED)
            .withVersions(version),
        client -> {
          clients.add(client.peerCertificates().getFirst().getSubjectX500Principal().getName());
          Serving.echo(client);
        },
        port -> {
          TlsOptions known =
              certificates
                  .client()
                  .withCertificate(certificates.certificate("client"), certificates.key("client"));
          try (var stream = Tls.connect("localhost", port, known)) {
            assertThat(exchange(stream, "hello")).isEqualTo("hello");
          }
          TlsOptions strange =
              certificates
                  .client()
                  .withCertificate(
                      certificates.certificate("strange"), certificates.key("strange"));
          for (TlsOptions refused : List.of(certificates.client(), strange)) {
            // In TLS 1.3 a client learns of it when it reads.
            assertThatThrownBy(
                    () -> {
                      try (var stream = Tls.connect("localhost", port, refused)) {
                        int _ = stream.read(new byte[10], 0, 10);
                      }
                    })
                .isInstanceOf(SSLException.class)
                .hasMessageMatching(
                    "(?s).*(certificate_required|bad_certificate|handshake_failure).*");
          }
        });
    assertThat(clients).containsExactly("CN=client");
  }

  @Test
  void a_server_may_want_a_certificate_and_do_without() throws Exception {
    List<Integer> shown = new ArrayList<>();
    Serving.on(
        Kernels.of(),
        certificates
            .server("localhost")
            .withTrusted(certificates.certificate("authority"))
            .withClientAuthentication(ClientAuthentication.WANTED),
        client -> shown.add(client.peerCertificates().size()),
        port -> {
          TlsOptions known =
              certificates
                  .client()
                  .withKeyStore(certificates.directory.resolve("localhost.p12"), "secret");
          for (TlsOptions options : List.of(certificates.client(), known)) {
            try (var stream = Tls.connect("localhost", port, options)) {
              assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(-1);
            }
          }
        });
    assertThat(shown).containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_session_is_resumed_by_connections_with_the_same_options(String version) throws Exception {
    List<Long> created = new ArrayList<>();
    echoing(port -> {
      TlsOptions options = certificates.client().withVersions(version);
      for (int i = 0; i < 3; i++) {
        try (var stream = Tls.connect("localhost", port, options)) {
          assertThat(exchange(stream, "hello")).isEqualTo("hello");
          created.add(stream.session().getCreationTime());
          stream.session().putValue("seen", "yes");
        }
      }
      TlsOptions others = certificates.client().withVersions(version);
      try (var stream = Tls.connect("localhost", port, others)) {
        created.add(stream.session().getCreationTime());
      }
    });
    assertThat(created.subList(0, 3)).containsOnly(created.getFirst());
    assertThat(created.getLast()).isNotEqualTo(created.getFirst());
  }

  @Test
  void both_say_that_it_is_the_end() throws Exception {
    List<Integer> ends = new ArrayList<>();
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> ends.add(client.read(new byte[10], 0, 10)),
        port -> {
          try (var stream = Tls.connect("localhost", port, certificates.client())) {
            stream.shutdownOutput();
            ends.add(stream.read(new byte[10], 0, 10));
            ends.add(stream.read(new byte[10], 0, 10));
          }
        });
    assertThat(ends).containsExactly(-1, -1, -1);
  }

  @Test
  void after_its_output_is_shut_a_stream_still_reads() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> {
          byte[] all = Input.of(client).readAll(100);
          client.writeAll(all, 0, all.length);
        },
        port -> {
          try (var stream = Tls.connect("localhost", port, certificates.client())) {
            var output = Output.of(stream);
            output.writeString("to the end");
            output.flush();
            stream.shutdownOutput();
            assertThat(new String(Input.of(stream).readAll(100), UTF_8)).isEqualTo("to the end");
            assertThatThrownBy(() -> output.writeAll(new byte[9000], 0, 9000))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("output is shut");
          }
        });
  }

  @Test
  void what_a_client_writes_before_it_closes_arrives_although_it_reads_nothing() throws Exception {
    var received = new ArrayList<Integer>();
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> received.add(Input.of(client).readAll(1_000_000).length),
        port -> {
          for (int i = 0; i < 20; i++) {
            try (var stream = Tls.connect("localhost", port, certificates.client())) {
              stream.writeAll(new byte[200_000], 0, 200_000);
            }
          }
        });
    assertThat(received).hasSize(20).containsOnly(200_000);
  }

  @Test
  void a_second_reader_and_a_second_writer_are_told_so() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> {
          while (Gonzo.ignoreAfter(null, () -> Gonzo.sleep(Duration.ofDays(1)))) {
            // reads nothing
          }
        },
        port -> {
          try (var stream =
              Tls.connect(
                  "localhost", port, certificates.client().withCloseTimeout(Duration.ZERO))) {
            var much = new byte[50_000_000];
            Task<?> reader = spawn(() -> stream.read(new byte[1], 0, 1));
            Task<?> writer = spawn(() -> stream.writeAll(much, 0, much.length));
            Gonzo.yieldNow();
            Gonzo.yieldNow();
            assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("reads from this TLS stream");
            assertThatThrownBy(() -> stream.write(much, 0, 1))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("writes to this TLS stream");
            stream.close();
            assertThatThrownBy(reader::join).hasCauseInstanceOf(SocketException.class);
            assertThatThrownBy(writer::join).hasCauseInstanceOf(SocketException.class);
            assertThatThrownBy(() -> stream.read(new byte[1], 0, 1))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("closed");
            assertThatThrownBy(() -> stream.write(much, 0, 1)).isInstanceOf(SocketException.class);
          }
        });
  }

  @Test
  void without_a_limit_for_closing_the_close_notify_is_sent_if_there_is_room() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost").withCloseTimeout(Duration.ZERO),
        server -> server.writeAll("all".getBytes(UTF_8), 0, 3),
        port -> {
          try (var stream = Tls.connect("localhost", port, certificates.client())) {
            assertThat(Input.of(stream).readAll(100)).isEqualTo("all".getBytes(UTF_8));
          }
        });
  }

  @Test
  void a_server_that_cannot_listen_says_so() throws Exception {
    Gonzo.run(() -> {
      try (var holder = Tcp.listen("127.0.0.1", 0)) {
        int port = holder.localAddress().getPort();
        assertThatThrownBy(
                () -> Tls.serve("127.0.0.1", port, certificates.server("localhost"), Serving::echo))
            .isInstanceOf(BindException.class);
      }
    });
  }

  @Test
  void lines_are_read_over_tls_as_over_a_socket() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> {
          var output = Output.of(client);
          for (String line : Input.of(client).lines()) {
            output.writeLine(line.toUpperCase(Locale.ROOT));
            output.flush();
          }
        },
        port -> {
          try (var stream = Tls.connect("localhost", port, certificates.client())) {
            var output = Output.of(stream);
            var input = Input.of(stream);
            for (String word : List.of("one", "two", "three")) {
              output.writeLine(word);
              output.flush();
              assertThat(input.readLine()).isEqualTo(word.toUpperCase(Locale.ROOT));
            }
          }
        });
  }

  @Test
  void a_stream_of_another_kind_is_encrypted_too() throws Exception {
    Gonzo.run(() -> {
      MemoryStreams pipe = MemoryStreams.of(1000);
      Task<?> server =
          spawn(() -> {
            try (var client = Tls.server(pipe.left(), certificates.server("localhost"))) {
              Serving.echo(client);
            }
          });
      try (var stream = Tls.client(pipe.right(), "localhost", certificates.client())) {
        var sent = new byte[100_000];
        new Random(2).nextBytes(sent);
        Task<?> writer = spawn(() -> stream.writeAll(sent, 0, sent.length));
        assertThat(Input.of(stream).readExactly(sent.length)).isEqualTo(sent);
        writer.join();
      }
      server.join();
    });
  }

  @Test
  void a_unix_socket_is_served_as_one_of_tcp_is(@TempDir Path directory) throws Exception {
    String address = directory.resolve("secret").toString();
    Gonzo.run(() -> {
      try (var listener = Unix.listen(address)) {
        Task<?> server =
            spawn(
                () -> listener.serve(Tls.handler(certificates.server("localhost"), Serving::echo)));
        try (var stream = Tls.client(Unix.connect(address), "localhost", certificates.client())) {
          assertThat(exchange(stream, "hello")).isEqualTo("hello");
        }
        listener.close();
        server.join();
      }
    });
  }

  @Test
  void tls_in_tls_is_only_a_stream_over_a_stream() throws Exception {
    Serving.on(
        Kernels.of(),
        certificates.server("localhost"),
        client -> {
          try (var inner = Tls.server(client, certificates.server("rsa"))) {
            Serving.echo(inner);
          }
        },
        port -> {
          try (var stream =
              Tls.client(
                  Tls.connect("localhost", port, certificates.client()),
                  "rsa.example",
                  certificates.client())) {
            assertThat(exchange(stream, "hello")).isEqualTo("hello");
          }
        });
  }
}
