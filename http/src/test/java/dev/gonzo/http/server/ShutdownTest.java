package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.net.Tcp;
import dev.gonzo.sim.Simulation;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server stops: first its listener, then idle connections, then those that answer. */
class ShutdownTest {
  private final List<String> events = new ArrayList<>();

  /** Answers {@code /slow} after ten seconds. */
  private void answer(Exchange exchange) throws Exception {
    try {
      if (exchange.path().equals("/slow")) {
        sleep(ofSeconds(10));
      } else if (exchange.path().equals("/begun")) {
        var body = exchange.respond(200);
        body.write("half ");
        body.flush();
        sleep(ofSeconds(10));
        body.write("all");
        return;
      }
      exchange.send("done");
    } catch (Cancelled cancelled) {
      events.add("cancelled");
      throw cancelled;
    }
  }

  /** Runs in virtual time, on one simulated host. */
  private static void simulated(AsyncRunnable<Exception> program) throws Exception {
    var ending = Simulation.ofSeed(1).run(program);
    var _ = ending.<Exception>valueOrThrow();
  }

  private static RawClient client(HttpServer server) throws Exception {
    return RawClient.connect("127.0.0.1", server.localAddress().getPort());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_server_stops_in_this_order(boolean isCancelled) throws Exception {
    simulated(() -> {
      var options = ServerOptions.defaults().withGrace(ofSeconds(30));
      HttpServer server = HttpServer.listen("127.0.0.1", 0, options);
      int port = server.localAddress().getPort();
      Task<?> serving = spawn(() -> server.serve(this::answer));
      try (var idle = client(server);
          var silent = client(server);
          var slow = client(server);
          var begun = client(server)) {
        idle.get("/").until("done");
        begun.get("/begun").until("half ");
        slow.get("/slow").get("/never");
        sleep(ofSeconds(1));

        Moment stopped = Moment.now();
        Task<?> stopping = spawn(() -> stop(server, serving, isCancelled));
        sleep(ofMillis(100));
        assertThatThrownBy(() -> Tcp.connect("127.0.0.1", port))
            .isInstanceOf(ConnectException.class);
        assertThat(idle.toEnd()).isEmpty();
        assertThat(silent.toEnd()).isEmpty();
        assertThat(Moment.now().since(stopped)).isLessThan(ofSeconds(1));
        assertThat(begun.toEnd()).isEqualTo("\n3\nall\n0\n\n");
        assertThat(slow.toEnd())
            .startsWith("HTTP/1.1 200 OK\n")
            .contains("connection: close\n")
            .endsWith("\n\ndone");
        stopping.join();
        assertThat(Moment.now().since(stopped)).isLessThan(ofSeconds(12));
      }
    });
    assertThat(events).isEmpty();
  }

  private static void stop(HttpServer server, Task<?> serving, boolean isCancelled) {
    if (isCancelled) {
      serving.cancel("the test stops it");
    } else {
      server.close();
      serving.join();
    }
  }

  @Test
  void after_the_grace_period_handlers_are_cancelled() throws Exception {
    simulated(() -> {
      var options = ServerOptions.defaults().withGrace(ofSeconds(3));
      HttpServer server = HttpServer.listen("127.0.0.1", 0, options);
      Task<?> serving = spawn(() -> server.serve(this::answer));
      try (var slow = client(server);
          var begun = client(server)) {
        slow.get("/slow");
        begun.get("/begun").until("half ");
        Duration time = timeOf(() -> serving.cancel("the test stops it"));
        assertThat(time).isBetween(ofSeconds(3), ofSeconds(4));
        assertThat(slow.toEnd()).isEmpty();
        assertThat(begun.toEnd()).isEqualTo("\n");
      }
    });
    assertThat(events).containsExactly("cancelled", "cancelled");
  }

  private static Duration timeOf(AsyncRunnable<Exception> body) throws Exception {
    Moment before = Moment.now();
    body.run();
    return Moment.now().since(before);
  }

  @Test
  void a_second_cancellation_ends_the_grace_period() throws Exception {
    simulated(() -> {
      HttpServer server =
          HttpServer.listen("127.0.0.1", 0, ServerOptions.defaults().withGrace(ofSeconds(1_000)));
      try (var slow = client(server)) {
        Task<?> serving =
            spawn(() ->
                Gonzo.ignoreAfter(
                    ofSeconds(4),
                    () -> Gonzo.ignoreAfter(ofSeconds(2), () -> server.serve(this::answer))));
        slow.get("/slow");
        assertThat(timeOf(serving::join)).isBetween(ofSeconds(3), ofSeconds(5));
      }
    });
    assertThat(events).containsExactly("cancelled");
  }

  @Test
  void a_head_that_has_begun_is_a_request_that_has_begun() throws Exception {
    simulated(() -> {
      HttpServer server = HttpServer.listen("127.0.0.1", 0, ServerOptions.defaults());
      Task<?> serving = spawn(() -> server.serve(this::answer));
      try (var client = client(server)) {
        client.send("GET / HTTP/1.1\r\n");
        sleep(ofSeconds(1));
        server.close();
        sleep(ofSeconds(1));
        client.send("host: a\r\n\r\n");
        assertThat(client.toEnd()).contains("connection: close\n").endsWith("\n\ndone");
      }
      serving.join();
    });
  }
}
