package dev.gonzo.tck.net;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.StreamSocket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixListener;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that say nothing, break off, or dribble; and one that nobody here wrote. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ParameterizedClass
@ValueSource(strings = {"epoll", "uring", "nio"})
@Tag("realTime")
@Tag("slow") // not on the baton: what the drivers do does not depend on the carrier
class BadTcpPeersTest {
  private static final String HERE = "127.0.0.1";

  @Parameter String driver;
  @TempDir Path directory;

  private interface Body {
    void run() throws Exception;
  }

  private void onKernel(Body body) throws Exception {
    run(Kernels.of(driver), body::run);
  }

  private static void echo(StreamSocket client) throws IOException {
    var buffer = new byte[65_536];
    for (int n; (n = client.read(buffer)) > 0; ) {
      client.writeAll(buffer, 0, n);
    }
  }

  @Test
  void a_peer_that_says_nothing_is_given_up_in_time_and_the_others_are_served() throws Exception {
    onKernel(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        var givenUp = new ArrayList<Throwable>();
        // Accepted in the order of connecting: only the silent peer has little time.
        var limits = new ArrayDeque<>(List.of(Duration.ofMillis(100), Duration.ofMinutes(2)));
        Task<?> serving =
            spawn(() ->
                listener.serve(client -> {
                  try {
                    timeoutAfter(
                        limits.remove(),
                        () -> {
                          echo(client);
                        });
                  } catch (DeadlineExceededException silent) {
                    givenUp.add(silent);
                  }
                }));
        try (Socket silent = Tcp.connect(HERE, port);
            Socket talker = Tcp.connect(HERE, port)) {
          talker.writeAll(new byte[] {1});
          assertThat(talker.read(new byte[1])).isEqualTo(1);
          talker.shutdownOutput();
          assertThat(talker.read(new byte[1])).isEqualTo(-1);
          assertThat(silent.read(new byte[1])).isEqualTo(-1);
          assertThat(givenUp).hasSize(1);
        }
        serving.cancel();
      }
    });
  }

  @Test
  void a_reset_in_mid_send_says_how_much_went_out() throws Exception {
    onKernel(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        Task<?> peer =
            spawn(() -> {
              try (Socket bad = listener.accept()) {
                var buffer = new byte[100_000];
                for (int received = 0; received < 1_000_000; ) {
                  received += bad.read(buffer);
                }
                bad.setOption(StandardSocketOptions.SO_LINGER, 0);
              }
            });
        try (Socket client = Tcp.connect(HERE, listener.localAddress().getPort())) {
          assertThatThrownBy(() -> client.writeAll(new byte[100_000_000]))
              .isInstanceOf(SocketException.class)
              .satisfies(reset ->
                  assertThat(PartialTransferException.bytes(reset).orElse(-1))
                      .isBetween(1_000_000L, 99_999_999L));
          assertThatThrownBy(() -> client.writeAll(new byte[1])).isInstanceOf(IOException.class);
        }
        Object _ = peer.join();
      }
    });
  }

  @Test
  void peers_that_dribble_hold_up_nobody_who_does_not() throws Exception {
    int peers = 200;
    onKernel(() -> {
      try (Listener listener = Tcp.listen(HERE, 0)) {
        int port = listener.localAddress().getPort();
        var lines = new ArrayList<String>();
        Task<?> serving =
            spawn(() ->
                listener.serve(client -> {
                  for (String line : Input.of(client).lines()) {
                    lines.add(line);
                    client.writeAll((line + "\n").getBytes(StandardCharsets.UTF_8));
                  }
                }));
        var quickHasEnded = Event.of();
        try (var group = TaskGroup.<Void>open()) {
          for (int i = 0; i < peers; i++) {
            group.spawn(() -> {
              try (Socket slow = Tcp.connect(HERE, port)) {
                for (byte letter : "dribble".getBytes(StandardCharsets.UTF_8)) {
                  slow.writeAll(new byte[] {letter});
                  sleep(Duration.ofMillis(10));
                }
                quickHasEnded.await();
                slow.writeAll(new byte[] {'\n'});
                assertThat(Input.of(slow).readLine()).contains("dribble");
              }
            });
          }
          try (Socket quick = Tcp.connect(HERE, port)) {
            Input answers = Input.of(quick);
            for (int i = 0; i < 50; i++) {
              quick.writeAll("quick\n".getBytes(StandardCharsets.UTF_8));
              assertThat(answers.readLine()).contains("quick");
            }
            assertThat(lines).doesNotContain("dribble").hasSize(50);
            quickHasEnded.set();
          }
          group.join();
        }
        assertThat(lines).hasSize(peers + 50);
        serving.cancel();
      }
    });
  }

  @Test
  void netcat_talks_to_a_unix_socket() throws Exception {
    Assumptions.assumeTrue(Path.of("/usr/bin/nc").toFile().canExecute(), "no netcat here");
    String address = directory.resolve("echo.sock").toString();
    onKernel(() -> {
      try (UnixListener listener = Unix.listen(address)) {
        Task<?> serving = spawn(() -> listener.serve(BadTcpPeersTest::echo));
        String heard =
            dev.gonzo.Gonzo.runInThread(() -> {
              Process netcat = new ProcessBuilder("nc", "-N", "-U", address).start();
              try (var keyboard = netcat.outputWriter()) {
                keyboard.write("from netcat\n");
              }
              return new String(netcat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            });
        assertThat(heard).isEqualTo("from netcat\n");
        serving.cancel();
      }
    });
  }
}
