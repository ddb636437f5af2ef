package dev.gonzo.net;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.LogCapture;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Streams;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardSocketOptions;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which failures of a server's handler are logged as warnings. */
@Tag("realTime")
class HandlerFailuresTest {
  private static final String HERE = "127.0.0.1";
  private static final Path MISSING = Path.of("/no/such/file");

  /** The actions of one client after it has connected. */
  @FunctionalInterface
  private interface Client {
    void talk(Socket socket) throws IOException;
  }

  /** Serves one client, and returns the log records about it, with stack traces. */
  private static String reported(Handler<? super Socket> handler, Client client)
      throws IOException {
    var text = new StringWriter();
    try (var log = new LogCapture()) {
      run(() -> serve(handler, client));
      for (LogRecord entry : log.records()) {
        text.append(entry.getMessage()).append('\n');
        if (entry.getThrown() != null) {
          entry.getThrown().printStackTrace(new PrintWriter(text, true));
        }
      }
    }
    return text.toString();
  }

  private static void serve(Handler<? super Socket> handler, Client client) throws IOException {
    var ended = Event.of();
    try (var listener = Tcp.listen(HERE, 0)) {
      int port = listener.localAddress().getPort();
      Task<?> server =
          spawn(() ->
              listener.serve(socket -> {
                try {
                  handler.handle(socket);
                } finally {
                  ended.set(); // it is logged before another task gets its turn
                }
              }));
      try (var socket = Tcp.connect(HERE, port)) {
        client.talk(socket);
        ended.await();
      }
      server.cancel();
    }
  }

  private static void stopEarly(Socket socket) throws IOException {
    socket.writeAll("short".getBytes(US_ASCII));
    socket.shutdownOutput();
    untilClosed(socket);
  }

  /** Waits until the handler has closed its end. */
  private static void untilClosed(Socket socket) throws IOException {
    try {
      while (socket.read(new byte[100]) >= 0) {}
    } catch (IOException reset) {
      // closed too
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    socket.close();
  }

  @Test
  void a_missing_file_is_reported_with_its_stack() throws IOException {
    String log =
        reported(
            client -> client.writeAll(AsyncFiles.readAllBytes(MISSING)),
            HandlerFailuresTest::untilClosed);
    assertThat(log).contains("the handler of", "/no/such/file", "readAllBytes");
  }

  @Test
  void another_connection_that_fails_is_reported() throws IOException {
    String log =
        reported(
            client -> Tcp.connect(HERE, 1).close(), // no one listens there
            HandlerFailuresTest::untilClosed);
    assertThat(log).contains("the handler of", "127.0.0.1:1");
  }

  @Test
  void a_client_that_goes_away_is_no_news() throws IOException {
    String log =
        reported(
            client -> {
              while (client.read(new byte[1]) >= 0) {}
            },
            HandlerFailuresTest::reset);
    assertThat(log).isEmpty();
  }

  @Test
  void nor_is_one_that_stops_in_the_middle_of_a_frame() throws IOException {
    String log =
        reported(client -> Input.of(client).readExactly(100), HandlerFailuresTest::stopEarly);
    assertThat(log).isEmpty();
  }

  @Test
  void nor_is_one_whose_failure_comes_wrapped() throws IOException {
    String log =
        reported(
            client -> {
              try (var group = TaskGroup.<Void>open()) {
                group.spawn(() -> {
                  for (String _ : Input.of(client).lines()) {}
                });
                group.join();
              }
            },
            HandlerFailuresTest::reset);
    assertThat(log).isEmpty();
  }

  @Test
  void a_file_that_fails_beside_the_connection_is_reported() throws IOException {
    String log =
        reported(
            client -> {
              try {
                while (client.read(new byte[1]) >= 0) {}
              } catch (IOException gone) {
                gone.addSuppressed(new NoSuchFileException(MISSING.toString()));
                throw gone;
              }
            },
            HandlerFailuresTest::reset);
    assertThat(log).contains("the handler of", "/no/such/file");
  }

  @Test
  void an_error_of_a_handler_is_reported_at_once() throws IOException {
    String log =
        reported(
            _ -> {
              throw new AssertionError("a defect");
            },
            HandlerFailuresTest::untilClosed);
    assertThat(log).contains("the handler of", "a defect");
  }

  @Test
  void a_client_that_stops_early_is_no_news_with_an_idle_limit() throws IOException {
    String log =
        reported(
            client ->
                Input.of(Streams.withIdleLimit(client, Duration.ofMinutes(1))).readExactly(100),
            HandlerFailuresTest::stopEarly);
    assertThat(log).isEmpty();
  }
}
