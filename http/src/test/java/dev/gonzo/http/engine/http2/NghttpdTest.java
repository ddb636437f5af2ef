package dev.gonzo.http.engine.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases of the suite against the server of nghttp2: what our own understanding of them differs
 * in is listed here.
 */
@Tag("long")
class NghttpdTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/nghttpd");
  private static final Duration QUIET = Duration.ofMillis(40);
  private static final Duration QUIET_AGAIN = Duration.ofSeconds(1);

  /** Why it does not pass a case. */
  private enum Difference {
    /** The case looks at what the server has understood, which cannot be seen from outside. */
    INSIDE,
    /** The case needs another body than that of a file, or a server that does not answer. */
    FIXED_ANSWER,
    /** It ends the connection where a stream error is enough. RFC 9113, 5.4.2 lets it. */
    WHOLE_CONNECTION,
    /** It has the priorities of RFC 7540, in which a stream cannot depend on itself. */
    PRIORITIES,
    /** It closes without GOAWAY, which RFC 9113, 3.4 allows. */
    NO_GOAWAY,
    /**
     * It ignores the head, as a late frame of a closed stream. RFC 9113, 5.1.1 asks for an error.
     */
    IGNORED
  }

  @TempDir private Path directory;

  @Tag("realTime")
  @Test
  void all_cases_pass_or_are_listed() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PROGRAM), "needs nghttpd, of Debian's package nghttp2-server");
    Files.writeString(directory.resolve("index.html"), "hello");
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process server =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--no-tls",
                "-a",
                "127.0.0.1",
                "-d",
                directory.toString(),
                "" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try {
      awaitListening(port, server);
      for (Case each : ConformanceTest.cases()) {
        String name = each.section() + ": " + each.name();
        if (listed(name).isPresent()) {
          assertThatThrownBy(() -> run(each, port, QUIET)).as(name).isInstanceOf(Throwable.class);
        } else if (!passes(each, port)) {
          run(each, port, QUIET_AGAIN);
        }
      }
    } finally {
      server.destroyForcibly();
      assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static void awaitListening(int port, Process server) throws IOException {
    while (true) {
      try {
        new Socket("127.0.0.1", port).close();
        return;
      } catch (IOException notYet) {
        if (!server.isAlive()) {
          throw notYet;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static boolean passes(Case each, int port) throws IOException {
    try {
      run(each, port, QUIET);
      return true;
    } catch (AssertionError | RuntimeException _) {
      return false; // or it was slow
    }
  }

  private static void run(Case each, int port, Duration quiet) throws IOException {
    try (var remote = new RemoteServer(port, quiet)) {
      each.body().accept(new Peer(remote, Feeding.WHOLE));
    }
  }

  private static Optional<Difference> listed(String name) {
    return switch (name) {
      case "generic 2: Sends a RST_STREAM frame on half-closed (remote) stream",
          "generic 3.1: Sends a DATA frame with padding",
          "generic 3.4: Sends a RST_STREAM frame",
          "generic 3.8: Sends a GOAWAY frame",
          "generic 4: Sends a GET request",
          "generic 4: Sends a HEAD request",
          "generic 4: Sends a POST request with trailers",
          "generic 5: Sends a literal header field never indexed - indexed name",
          "generic 5: Sends a literal header field never indexed - indexed name (huffman encoded)",
          "generic 5: Sends a literal header field never indexed - new name",
          "generic 5: Sends a literal header field never indexed - new name (huffman encoded)",
          "generic 5: Sends a literal header field with incremental indexing - indexed name",
          "generic 5: Sends a literal header field with incremental indexing - indexed name (with Huffman coding)",
          "generic 5: Sends a literal header field with incremental indexing - new name",
          "generic 5: Sends a literal header field with incremental indexing - new name (with Huffman coding)",
          "generic 5: Sends a literal header field without indexing - indexed name",
          "generic 5: Sends a literal header field without indexing - indexed name (with Huffman coding)",
          "generic 5: Sends a literal header field without indexing - new name",
          "generic 5: Sends a literal header field without indexing - new name (huffman encoded)",
          "http2 7: Sends a GOAWAY frame with unknown error code",
          "http2 7: Sends a RST_STREAM frame with unknown error code" ->
          Optional.of(Difference.INSIDE);
      case "generic 3.9: Sends a WINDOW_UPDATE frame with stream ID 0",
          "http2 5.1.2: Sends HEADERS frames that causes their advertised concurrent stream limit to be exceeded" ->
          Optional.of(Difference.FIXED_ANSWER);
      case "http2 5.1: closed: Sends a DATA frame after sending RST_STREAM frame",
          "http2 5.1: closed: Sends a HEADERS frame after sending RST_STREAM frame",
          "http2 5.1: half closed (remote): Sends a DATA frame",
          "http2 5.1: half closed (remote): Sends a HEADERS frame",
          "http2 6.1: Sends a DATA frame on the stream that is not in \"open\" or \"half-closed (local)\" state",
          "http2 6.3: Sends a PRIORITY frame with a length other than 5 octets",
          "http2 6.9: Sends a WINDOW_UPDATE frame with a flow control window increment of 0 on a stream" ->
          Optional.of(Difference.WHOLE_CONNECTION);
      case "http2 5.3.1: Sends HEADERS frame that depends on itself",
          "http2 5.3.1: Sends PRIORITY frame that depend on itself" ->
          Optional.of(Difference.PRIORITIES);
      case "http2 3.5: Sends invalid connection preface" -> Optional.of(Difference.NO_GOAWAY);
      case "http2 5.1.1: Sends stream identifier that is numerically smaller than previous" ->
          Optional.of(Difference.IGNORED);
      default -> Optional.empty();
    };
  }
}
