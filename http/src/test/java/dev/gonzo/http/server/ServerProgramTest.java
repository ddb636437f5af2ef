package dev.gonzo.http.server;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.testing.ChildJvm;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that serves, and gets a signal while it answers. */
@Tag("realTime")
class ServerProgramTest {
  @TempDir private Path directory;

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  @ParameterizedTest
  @CsvSource({"1, TERM, 143", "1, INT, 130", "3, TERM, 143"})
  void a_signal_lets_the_response_end_that_has_begun(int servers, String signal, int status)
      throws Exception {
    Path file = directory.resolve("port");
    try (var program =
            ChildJvm.start(ServerProgram.class, "-Dport=" + file, "-Dservers=" + servers);
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      program.awaitLine("listening");
      int port = Integer.parseInt(Files.readString(file));
      assertThat(cores(port, servers)).hasSize(servers);
      CompletableFuture<HttpResponse<String>> slow =
          client.sendAsync(request(port, "/slow"), ofString());
      program.awaitLine("begun");
      program.signal(signal);
      awaitRefusal(port);
      assertThat(slow.get().body()).endsWith(" of /slow\n");
      assertThat(slow.get().headers().firstValue("connection")).contains("close");
      assertThat(program.awaitEnd().status()).isEqualTo(status);
    }
  }

  /** Asks until all kernels have answered, each time on a new connection. */
  private static Set<String> cores(int port, int servers) throws Exception {
    var cores = new HashSet<String>();
    while (cores.size() < servers) {
      try (var socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
        String response = new String(socket.getInputStream().readAllBytes());
        cores.add(response.substring(response.indexOf("core")));
      }
    }
    return cores;
  }

  private static void awaitRefusal(int port) throws IOException, InterruptedException {
    while (true) {
      try (var _ = new Socket("127.0.0.1", port)) {
        Thread.sleep(5);
      } catch (ConnectException refused) {
        return;
      }
    }
  }
}
