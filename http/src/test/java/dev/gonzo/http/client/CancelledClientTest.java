package dev.gonzo.http.client;

import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancelled wherever it can be: no half-read connection is used again, and none is lost. */
class CancelledClientTest {
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults()
          .withDecompression(Decompression.off())
          .withPool(PoolLimits.defaults().withPerHost(1));

  /** A client whose servers are tasks, over streams in memory. */
  private abstract static class OverMemory implements Scenario {
    final List<MemoryStreams> opened = new ArrayList<>();
    final Client client;

    OverMemory(ClientOptions options) {
      client = new Client(options, this::dial);
    }

    private dev.gonzo.stream.ByteStream dial(String host, int port) {
      Gonzo.checkpoint();
      var streams = MemoryStreams.of(500);
      opened.add(streams);
      var _ =
          Gonzo.spawnDaemon(
              "server",
              () -> {
                try (var stream = streams.right()) {
                  serve(new Peer(stream, opened.size()));
                } catch (IOException gone) {
                  // The client has closed.
                }
              });
      return streams.left();
    }

    @Async
    void serve(Peer peer) throws IOException {
      for (String head; !(head = peer.head()).isEmpty(); ) {
        String path = head.substring(head.indexOf('/'), head.indexOf(" HTTP"));
        if (head.contains("chunked")) {
          path += peer.chunks().length();
        }
        peer.answer(path.repeat(path.contains("long") ? 200 : 1), "x: y");
      }
    }

    @Async
    abstract void requests() throws IOException;

    @Override
    public void run() {
      try {
        requests();
      } catch (IOException failure) {
        // It was the server, or the watch of an idle connection, that was cancelled.
      }
    }

    @Override
    public void check() throws IOException {
      // With one connection at most this waits for ever if one was lost.
      assertThat(client.text("http://h/check", 100)).isEqualTo("/check");
      assertThat(client).hasToString("Client[1 connections, 1 of them idle]");
      client.close();
      assertThat(client).hasToString("Client[0 connections, 0 of them idle]");
      assertThat(opened).allMatch(each -> each.left().isClosed());
    }
  }

  @Test
  void requests_that_are_cancelled_anywhere_leave_a_pool_that_works() {
    int runs =
        CancelEverywhere.on(VirtualTime::kernel)
            .check(() ->
                new OverMemory(OPTIONS) {
                  @Override
                  void requests() throws IOException {
                    try (Response response = client.get("http://h/long")) {
                      assertThat(response.body().read(new byte[10], 0, 10)).isEqualTo(10);
                    }
                    Request post =
                        Request.post("http://h/post")
                            .withBody(sink -> {
                              sink.write("a".repeat(600));
                              sink.flush();
                              sink.write("b".repeat(100));
                            });
                    try (Response response = client.send(post)) {
                      assertThat(response.body().text(100)).isEqualTo("/post700");
                    }
                  }
                });
    assertThat(runs).isGreaterThan(50);
  }

  @Test
  void two_tasks_that_share_a_connection_do_not_disturb_each_other() {
    int runs =
        CancelEverywhere.on(VirtualTime::kernel)
            .check(() ->
                new OverMemory(OPTIONS) {
                  @Override
                  void requests() throws IOException {
                    Task<?> other =
                        spawn(() -> {
                          try {
                            assertThat(client.text("http://h/other", 100)).isEqualTo("/other");
                          } catch (IOException failure) {
                            // The server was cancelled.
                          }
                        });
                    try {
                      assertThat(client.text("http://h/long", 2000)).hasSize(1000);
                      other.join();
                    } finally {
                      other.cancel();
                    }
                  }
                });
    assertThat(runs).isGreaterThan(50);
  }

  @Test
  void a_full_duplex_exchange_that_is_cancelled_anywhere_ends_its_writer() {
    int runs =
        CancelEverywhere.on(VirtualTime::kernel)
            .check(() ->
                new OverMemory(OPTIONS) {
                  private int writers;

                  @Override
                  void serve(Peer peer) throws IOException {
                    for (String head; !(head = peer.head()).isEmpty(); ) {
                      if (head.contains("/check")) {
                        peer.answer("/check");
                        continue;
                      }
                      peer.say("HTTP/1.1 200 OK\r\ncontent-length: 2000\r\n\r\n");
                      for (int i = 0; i < 20; i++) {
                        peer.say(peer.body(100));
                      }
                    }
                  }

                  @Override
                  void requests() throws IOException {
                    Request post =
                        Request.post("http://h/echo")
                            .withBody(
                                2000,
                                sink -> {
                                  writers++;
                                  try {
                                    for (int i = 0; i < 10; i++) {
                                      sink.write("x".repeat(200));
                                      sink.flush();
                                    }
                                  } finally {
                                    writers--;
                                  }
                                });
                    try (Response response = client.send(post)) {
                      assertThat(response.body().text(2000)).hasSize(2000);
                    }
                  }

                  @Override
                  public void check() throws IOException {
                    assertThat(writers).isZero();
                    super.check();
                  }
                });
    assertThat(runs).isGreaterThan(50);
  }

  @Test
  void an_expectation_and_a_redirect_that_are_cancelled_anywhere_leave_a_pool_that_works() {
    int runs =
        CancelEverywhere.on(VirtualTime::kernel)
            .check(() ->
                new OverMemory(OPTIONS.withExpectContinue(Duration.ofSeconds(1))) {
                  @Override
                  void serve(Peer peer) throws IOException {
                    for (String head; !(head = peer.head()).isEmpty(); ) {
                      if (head.startsWith("POST /from")) {
                        peer.say("HTTP/1.1 100 Continue\r\n\r\n");
                        String _ = peer.body(4);
                        peer.say(
                            "HTTP/1.1 302 Found\r\nlocation: /to\r\ncontent-length: 3\r\n\r\n...");
                      } else {
                        peer.answer(head.substring(4, head.indexOf(" HTTP")));
                      }
                    }
                  }

                  @Override
                  void requests() throws IOException {
                    try (Response response =
                        client.send(Request.post("http://h/from").withBody("body"))) {
                      assertThat(response.body().text(9)).isEqualTo("/to");
                    }
                  }
                });
    assertThat(runs).isGreaterThan(50);
  }
}
