package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.sim.world.StuckException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Simulations whose main program can never end. */
class StuckTest {
  private static final int PORT = 5_000;

  /** Sends much more than fits into the buffers. */
  private static void sendMuch() throws Exception {
    try (Socket socket = Tcp.connect("server", PORT)) {
      socket.writeAll(new byte[50_000_000]);
    }
  }

  private static Simulation withServer(Duration beforeItReads) {
    var simulation = Simulation.ofSeed(1);
    Host _ =
        simulation.host(
            "server",
            () -> {
              try (Listener listener = Tcp.listen("0.0.0.0", PORT);
                  Socket accepted = listener.accept()) {
                if (beforeItReads.isZero()) {
                  listener.accept().close(); // no client connects
                }
                sleep(beforeItReads);
                var buffer = new byte[100_000];
                while (accepted.read(buffer) >= 0) {
                  // until its end
                }
              }
            });
    return simulation;
  }

  @Test
  void a_peer_that_will_never_read_is_reported_although_its_window_is_probed_for_ever() {
    Ending<?> ending =
        withServer(Duration.ZERO)
            .run(() -> {
              sleep(ofSeconds(1));
              Task<?> sends = spawn("sends", () -> sendMuch());
              Object _ = sends.join();
            });
    assertThatThrownBy(ending::valueOrThrow)
        .isInstanceOf(StuckException.class)
        .hasMessageContaining("attempts to reach peers")
        .hasMessageContaining("main: sends")
        .hasMessageContaining("server: ");
    assertThat(ending.time()).isLessThan(ofDays(365));
  }

  @Test
  void a_peer_that_reads_after_many_days_is_waited_for() {
    Ending<?> ending =
        withServer(ofDays(100))
            .run(() -> {
              sleep(ofSeconds(1));
              sendMuch();
            });
    assertThat(ending.failure()).isEmpty();
    assertThat(ending.time()).isBetween(ofDays(100), ofDays(100).plus(ofHours(1)));
  }
}
