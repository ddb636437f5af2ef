package dev.gonzo.tls;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.testing.VirtualTime;
import dev.gonzo.trap.BrokenPipeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Peers that are slow, gone, mad or malicious: each ends in a clear error, and costs little. */
@Tag("realTime")
class BadPeersTest {
  private static Certificates certificates;
  private static TlsOptions server;
  private static TlsOptions client;

  @BeforeAll
  static void make() {
    certificates = Certificates.made();
    server = certificates.server("localhost");
    client = certificates.client();
  }

  /** Says what it is made with, and then nothing more, or hangs up. */
  private static final class Babbler implements ByteStream {
    private final Random random;
    private byte[] said;
    private final boolean forEver;
    long read;
    boolean closed;

    Babbler(Random random, byte[] said, boolean forEver) {
      this.random = random;
      this.said = said;
      this.forEver = forEver;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (said.length == 0 && forEver) {
        said = new byte[1 + random.nextInt(2000)];
        random.nextBytes(said);
      }
      if (said.length == 0) {
        return -1;
      }
      int count = Math.min(length, said.length);
      System.arraycopy(said, 0, buffer, offset, count);
      said = Arrays.copyOfRange(said, count, said.length);
      read += count;
      return count;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
      return length;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] realHello() {
    var heard = new ByteArrayOutputStream();
    run(() -> {
      var deaf =
          new ByteStream() {
            @Override
            public int read(byte[] buffer, int offset, int length) {
              return -1;
            }

            @Override
            public int write(byte[] bytes, int offset, int length) {
              heard.write(bytes, offset, length);
              return length;
            }

            @Override
            public void close() {}
          };
      assertThatThrownBy(() -> Tls.client(deaf, "localhost", client))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("closed the connection during");
    });
    return heard.toByteArray();
  }

  /** Noise; noise that is framed as a handshake; or a real greeting with some bytes changed. */
  private static byte[] garbage(Random random, byte[] hello) {
    if (random.nextInt(3) == 0) {
      byte[] changed = hello.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      return changed;
    }
    var noise = new byte[random.nextInt(40_000)];
    random.nextBytes(noise);
    if (noise.length > 10 && random.nextBoolean()) {
      byte[] frame = {22, 3, (byte) random.nextInt(5), (byte) random.nextInt(0x45), 0, 1, 0};
      System.arraycopy(frame, 0, noise, 0, frame.length);
    }
    return noise;
  }

  @Test
  void a_thousand_garbled_greetings_end_in_an_error_each() throws Exception {
    byte[] hello = realHello();
    assertThat(hello).hasSizeGreaterThan(200);
    run(
        VirtualTime.kernel(),
        () -> {
          for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            byte[] said = garbage(random, hello);
            var peer = new Babbler(random, said, seed % 2 == 0);
            Throwable end = catchThrowable(() -> Tls.server(peer, server));
            assertThat(end)
                .as("seed %d", seed)
                .isInstanceOf(SSLException.class)
                .hasMessageMatching("(?s).{10,}");
            // What is read ahead, and no more than that: the largest record, and one read.
            assertThat(peer.read).as("bytes read, seed %d", seed).isLessThan(150_000);
            assertThat(peer.closed).as("closed, seed %d", seed).isTrue();
          }
        });
  }

  @Test
  void a_thousand_garbled_answers_end_in_an_error_each() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          for (int seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var peer = new Babbler(random, garbage(random, new byte[300]), seed % 2 == 0);
            Throwable end = catchThrowable(() -> Tls.client(peer, "localhost", client));
            assertThat(end).as("seed %d", seed).isInstanceOf(SSLException.class);
            assertThat(peer.read).as("bytes read, seed %d", seed).isLessThan(150_000);
          }
        });
  }

  @Test
  void one_who_does_not_speak_tls_is_told_so() throws Exception {
    run(() -> {
      var peer = new Babbler(new Random(), "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII), false);
      assertThatThrownBy(() -> Tls.server(peer, server))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("ecognized SSL message");
    });
  }

  private static void assertGivenUpAfter(Duration limit, AsyncRunnable<?> handshake) {
    Moment begin = Moment.now();
    assertThatThrownBy(handshake::run)
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("within " + limit);
    assertThat(Moment.now().since(begin)).isEqualTo(limit);
  }

  @Test
  void a_peer_that_says_nothing_is_given_up_after_ten_seconds() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          assertGivenUpAfter(
              Duration.ofSeconds(10), () -> Tls.server(MemoryStreams.of(100).left(), server));
          assertGivenUpAfter(
              Duration.ofSeconds(10),
              () -> Tls.client(MemoryStreams.of(9999).left(), "localhost", client));
          assertGivenUpAfter(
              Duration.ofMinutes(1),
              () ->
                  Tls.server(
                      MemoryStreams.of(100).left(),
                      server.withHandshakeTimeout(Duration.ofMinutes(1))));
        });
  }

  @Test
  void a_peer_that_reads_nothing_is_given_up_too() throws Exception {
    run(
        VirtualTime.kernel(),
        () ->
            assertGivenUpAfter(
                Duration.ofSeconds(10),
                () -> Tls.client(MemoryStreams.of(10).left(), "localhost", client)));
  }

  @Test
  // docs/edges.md: F14
  void a_peer_that_dribbles_is_given_up_although_it_says_something_all_the_time() throws Exception {
    byte[] hello = realHello();
    run(
        VirtualTime.kernel(),
        () -> {
          MemoryStreams pipe = MemoryStreams.of(1000);
          Task<?> dribbling =
              spawn(() -> {
                for (byte one : hello) {
                  pipe.right().writeAll(new byte[] {one}, 0, 1);
                  sleep(Duration.ofSeconds(1));
                }
              });
          assertGivenUpAfter(Duration.ofSeconds(10), () -> Tls.server(pipe.left(), server));
          assertThatThrownBy(dribbling::join).hasCauseInstanceOf(BrokenPipeException.class);
        });
  }

  @Test
  void a_slow_handshake_that_is_in_time_succeeds() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          MemoryStreams near = MemoryStreams.of(1000);
          MemoryStreams far = MemoryStreams.of(1000);
          List<Task<?>> relays = new ArrayList<>();
          relays.add(spawn(() -> relay(near.right(), far.left())));
          relays.add(spawn(() -> relay(far.left(), near.right())));
          Task<TlsStream> accepting = spawn(() -> Tls.server(far.right(), server));
          TlsStream connected = Tls.client(near.left(), "localhost", client);
          assertThat(Moment.now().sinceOrigin()).isGreaterThan(Duration.ofSeconds(1));
          assertThat(accepting.join().version()).isEqualTo("TLSv1.3");
          assertThat(connected.version()).isEqualTo("TLSv1.3");
          relays.forEach(relay -> relay.cancel());
        });
  }

  private static void relay(ByteStream from, ByteStream to) throws IOException {
    var few = new byte[100];
    for (int count; (count = from.read(few, 0, few.length)) > 0; ) {
      sleep(Duration.ofMillis(100));
      to.writeAll(few, 0, count);
    }
  }

  @Test
  void what_came_before_the_connection_was_cut_is_read_and_then_the_cut_is_told() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(50_000));
          byte[] sent = "all of it?".getBytes(UTF_8);
          pair.server().writeAll(sent, 0, sent.length);
          pair.pipe().left().close();
          var input = Input.of(pair.client());
          assertThat(input.readExactly(sent.length)).isEqualTo(sent);
          for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> input.readAll(100))
                .isInstanceOf(TruncatedException.class)
                .hasMessageContaining("close_notify");
          }
          pair.client().close();
        });
  }

  @Test
  // docs/edges.md: F14
  void a_cut_in_the_middle_of_a_record_gives_no_part_of_it() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          Task<?> writer = spawn(() -> pair.server().writeAll(new byte[16_000], 0, 16_000));
          sleep(Duration.ofSeconds(1));
          pair.pipe().left().close();
          assertThatThrownBy(() -> pair.client().read(new byte[100], 0, 100))
              .isInstanceOf(TruncatedException.class);
          assertThatThrownBy(writer::join).hasCauseInstanceOf(IOException.class);
        });
  }

  @Test
  void what_was_changed_on_its_way_is_refused_and_both_learn_of_it() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          pair.pipe().right().corruptNextWrite();
          byte[] sent = "pay 100 to Bob".getBytes(UTF_8);
          pair.client().writeAll(sent, 0, sent.length);
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> pair.server().read(new byte[100], 0, 100))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("Tag mismatch");
          }
          assertThatThrownBy(() -> pair.server().write(sent, 0, 1))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("broken");
          Task<?> closing = spawn(() -> pair.server().close());
          assertThatThrownBy(() -> pair.client().read(new byte[100], 0, 100))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("bad_record_mac");
          closing.join();
        });
  }

  @Test
  void a_peer_that_says_no_farewell_holds_up_a_close_for_a_second() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          Moment begin = Moment.now();
          pair.client().close();
          assertThat(Moment.now().since(begin)).isEqualTo(Duration.ofSeconds(1));
          assertThat(pair.server().read(new byte[1], 0, 1)).isEqualTo(-1);
          begin = Moment.now();
          pair.server().close();
          assertThat(Moment.now()).isEqualTo(begin);
        });
  }

  @Test
  void a_peer_that_reads_nothing_holds_up_a_close_for_a_second() throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000));
          // Fills the pipe, so that there is no room for a farewell.
          assertThat(pair.pipe().right().write(new byte[5000], 0, 5000)).isEqualTo(5000);
          Moment begin = Moment.now();
          pair.client().close();
          assertThat(Moment.now().since(begin)).isEqualTo(Duration.ofSeconds(1));
        });
  }

  @Test
  void nothing_can_be_written_to_a_peer_that_has_closed_the_connection_by_tls_1_2()
      throws Exception {
    run(
        VirtualTime.kernel(),
        () -> {
          Pair pair = Pair.over(MemoryStreams.of(5000), server.withVersions("TLSv1.2"), client);
          pair.server().shutdownOutput();
          assertThat(pair.client().read(new byte[1], 0, 1)).isEqualTo(-1);
          assertThatThrownBy(() -> pair.client().write(new byte[1], 0, 1))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("the peer has closed");
          pair.client().close();
          pair.server().close();
        });
  }
}
