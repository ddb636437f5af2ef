package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.PartialTransferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A file of a simulated disk is sent over a simulated network. */
class SendFileTest {
  private static final Path FILE = Path.of("large.bin");
  private static final int SEEDS = 10;

  // More than all buffers together.
  private static final int LARGE = 20_000_000;

  private static byte[] contents() {
    var bytes = new byte[LARGE];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** What happens at the side of the sender. */
  @FunctionalInterface
  private interface Sending {
    void send(AsyncFile file, Socket socket) throws IOException;
  }

  /** Sends to another host, which begins to read after a time, and returns what arrives there. */
  private static byte[] sent(long seed, Duration readsAfter, Sending sending) {
    var received = new ByteArrayOutputStream();
    var simulation = Simulation.ofSeed(seed);
    Host receiver =
        simulation.host(
            "receiver",
            () -> {
              try (Listener listener = Tcp.listen("0.0.0.0", 5_000);
                  Socket accepted = listener.accept()) {
                sleep(readsAfter);
                var buffer = new byte[65_536];
                for (int count; (count = accepted.read(buffer)) >= 0; ) {
                  received.write(buffer, 0, count);
                }
              }
            });
    simulation
        .run(() -> {
          AsyncFiles.write(FILE, contents(), CREATE, WRITE);
          sleep(ofSeconds(1));
          try (AsyncFile file = AsyncFile.open(FILE, READ, WRITE);
              Socket socket = Tcp.connect("receiver", 5_000)) {
            sending.send(file, socket);
          }
          receiver.awaitDown();
        })
        .<RuntimeException>valueOrThrow();
    return received.toByteArray();
  }

  @Test
  void a_receiver_that_is_slow_gets_all_of_it_and_parts_are_where_they_were_asked_for() {
    byte[] contents = contents();
    byte[] received =
        sent(
            1,
            ofHours(1),
            (file, socket) -> {
              assertThat(socket.sendFile(file, 0, LARGE)).isEqualTo(LARGE);
              assertThat(socket.sendFile(file, LARGE - 5, 100)).isEqualTo(5);
              assertThat(socket.sendFile(file, LARGE, 100)).isZero();
              assertThat(socket.sendFile(file, 1_000, 10)).isEqualTo(10);
            });
    assertThat(received).hasSize(LARGE + 15);
    assertThat(Arrays.mismatch(received, 0, LARGE, contents, 0, LARGE)).isEqualTo(-1);
    assertThat(Arrays.copyOfRange(received, LARGE, LARGE + 5))
        .isEqualTo(Arrays.copyOfRange(contents, LARGE - 5, LARGE));
    assertThat(Arrays.copyOfRange(received, LARGE + 5, LARGE + 15))
        .isEqualTo(Arrays.copyOfRange(contents, 1_000, 1_010));
  }

  @Test
  void a_file_that_becomes_shorter_meanwhile_is_sent_to_its_new_end() {
    int shorter = LARGE / 2;
    var counts = new long[1];
    byte[] received =
        sent(
            2,
            ofSeconds(10),
            (file, socket) -> {
              Task<Long> sends = spawn(() -> socket.sendFile(file, 0, LARGE));
              sleep(ofSeconds(5));
              file.truncate(shorter);
              counts[0] = sends.join();
            });
    assertThat(counts[0]).isEqualTo(shorter);
    assertThat(received).isEqualTo(Arrays.copyOf(contents(), shorter));
  }

  @Test
  void what_a_cancelled_transfer_has_sent_arrives_and_is_counted() {
    byte[] contents = contents();
    for (long seed = 0; seed < SEEDS; seed++) {
      var counted = new long[1];
      Duration until = ofMillis(seed * 3);
      byte[] received =
          sent(
              seed,
              ofMillis(1),
              (file, socket) -> {
                Task<?> sends =
                    spawn(() -> {
                      try {
                        return socket.sendFile(file, 0, LARGE);
                      } catch (Cancelled cancelled) {
                        counted[0] = PartialTransferException.bytes(cancelled).orElse(0);
                        throw cancelled;
                      }
                    });
                sleep(until);
                sends.cancel();
                if (sends.outcome().orElseThrow() instanceof Outcome.Success) {
                  counted[0] = LARGE;
                }
              });
      assertThat(received).as("seed %d", seed).hasSize((int) counted[0]);
      assertThat(Arrays.mismatch(received, 0, received.length, contents, 0, received.length))
          .isEqualTo(-1);
    }
  }
}
