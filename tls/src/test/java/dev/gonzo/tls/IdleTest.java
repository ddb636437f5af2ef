package dev.gonzo.tls;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.IdleException;
import dev.gonzo.stream.Streams;
import dev.gonzo.testing.MemoryStreams;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An idle limit on TLS, and below it, in virtual time. */
@Tag("realTime")
class IdleTest {
  private static final Duration LIMIT = ofSeconds(30);

  @BeforeAll
  static void makeCertificates() {
    Object _ = Certificates.made();
  }

  @Test
  void a_read_lives_as_long_as_writes_go_on_and_loses_nothing() throws Exception {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(100_000));
          ByteStream client = Streams.withIdleLimit(pair.client(), LIMIT);
          var buffer = new byte[10];
          Task<Integer> reading = spawn(() -> client.read(buffer, 0, 10));
          for (int i = 0; i < 3; i++) {
            sleep(ofSeconds(20));
            client.writeAll(new byte[] {1, 2, 3});
          }
          pair.server().writeAll(new byte[] {4, 5});
          assertThat(reading.join()).isEqualTo(2);
          assertThat(buffer).startsWith(4, 5);

          Moment before = Moment.now();
          assertThatThrownBy(() -> client.read(buffer, 0, 10)).isInstanceOf(IdleException.class);
          assertThat(Moment.now().since(before)).isEqualTo(LIMIT);
        });
  }

  @Test
  void a_limit_below_tls_covers_the_handshake() throws Exception {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          Duration limit = ofSeconds(5); // TLS itself gives a handshake ten
          ByteStream below = Streams.withIdleLimit(MemoryStreams.of(100_000).right(), limit);
          TlsOptions options = Certificates.made().client();
          Throwable failure = catchThrowable(() -> Tls.client(below, "localhost", options));
          assertThat(failure).isInstanceOf(IdleException.class);
          assertThat(Moment.now().sinceOrigin()).isEqualTo(limit);
        });
  }
}
