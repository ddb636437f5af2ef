package dev.gonzo.tls;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.testing.MemoryStreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes have threads of their own, and a wait for one counts as a part of the handshake. */
@Tag("realTime")
class HandshakeThreadsTest {
  // More than there are for all other work.
  private static final int MANY = 200;

  @Test
  void a_handshake_that_waits_for_a_thread_is_given_up_after_its_limit() throws Exception {
    run(() -> {
      var letGo = new CountDownLatch(1);
      Callable<Boolean> stuck =
          () -> {
            letGo.await();
            return true;
          };
      for (int i = 0; i < Tls.HANDSHAKES.most(); i++) {
        var _ = spawn(() -> runInThread(Tls.HANDSHAKES, stuck));
      }
      while (Tls.HANDSHAKES.taken() < Tls.HANDSHAKES.most()) {
        yieldNow();
      }
      var pipe = MemoryStreams.of(100);
      try {
        assertThatThrownBy(() ->
                Tls.client(
                    pipe.left(),
                    "localhost",
                    TlsOptions.defaults().withHandshakeTimeout(Duration.ofMillis(20))))
            .isInstanceOf(SSLHandshakeException.class)
            .hasMessageContaining("no thread was free for the TLS handshake within PT0.02S")
            .hasMessageContaining("-Dgonzo.threads.tls");
        assertThat(pipe.left().isClosed()).isTrue();
        assertThat(Tls.HANDSHAKES.waiting()).isZero();
      } finally {
        letGo.countDown();
      }
    });
  }

  @Test
  void a_handshake_whose_files_are_not_read_in_time_names_them(@TempDir Path directory)
      throws Exception {
    Path fifo = directory.resolve("authorities.pem"); // no program writes to it
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    run(() -> {
      var pipe = MemoryStreams.of(100);
      assertThatThrownBy(() ->
              Tls.client(
                  pipe.left(),
                  "localhost",
                  TlsOptions.defaults()
                      .withTrusted(fifo)
                      .withHandshakeTimeout(Duration.ofMillis(20))))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("authorities.pem] were not read within PT0.02S");
      assertThat(pipe.left().isClosed()).isTrue();
    });
  }

  @Test
  void a_handshake_goes_on_while_all_threads_for_other_work_are_stuck() throws Exception {
    Certificates certificates = Certificates.made();
    run(() -> {
      var letGo = new CountDownLatch(1);
      for (int i = 0; i < MANY; i++) {
        var _ =
            spawn(() ->
                runInThread(() -> {
                  letGo.await();
                  return true;
                }));
      }
      var pipe = MemoryStreams.of(100_000);
      try {
        var server = spawn(() -> Tls.server(pipe.right(), certificates.server("localhost")));
        try (var client = Tls.client(pipe.left(), "localhost", certificates.client());
            var accepted = server.join()) {
          assertThat(client.peerCertificates()).isNotEmpty();
          assertThat(accepted).isNotNull();
        }
      } finally {
        letGo.countDown();
      }
    });
  }
}
