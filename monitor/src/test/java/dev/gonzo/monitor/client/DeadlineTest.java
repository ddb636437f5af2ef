package dev.gonzo.monitor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
@Timeout(300)
class DeadlineTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path directory;

  @Test
  void a_program_that_accepts_a_connection_and_does_not_answer_is_given_up() throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    try (var stopped = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stopped.bind(address);
      try (var channel = SocketChannel.open(address)) {
        assertThatThrownBy(
                () -> Deadline.close(channel, SHORT, () -> channel.read(ByteBuffer.allocate(1))))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("is it stopped?");
        assertThat(channel.isOpen()).isFalse();
      }
      try (var channel = SocketChannel.open(address)) {
        assertThat(Deadline.close(channel, LONG, () -> "answer")).isEqualTo("answer");
        assertThat(channel.isOpen()).isTrue();
      }
    }
  }

  @Test
  void a_program_that_does_not_let_a_tool_attach_is_left_alone() throws Exception {
    var never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            Deadline.leave(
                "process 7",
                SHORT,
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                  }
                  return 1;
                }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("process 7 has not answered")
        .hasMessageContaining("is it stopped?");
    never.countDown();
    assertThat(Deadline.leave("process 7", LONG, () -> 1)).isEqualTo(1);
    var refused = new IOException("be its user");
    assertThatThrownBy(() ->
            Deadline.leave(
                "process 7",
                LONG,
                () -> {
                  throw refused;
                }))
        .isSameAs(refused);
  }
}
