package dev.gonzo.kernel.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.ChildJvm;
import dev.gonzo.kernel.Kernels;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that a task has sent are sent, also if the JVM ends right behind that. */
@Tag("realTime")
class SentBeforeExitTest {
  @ParameterizedTest
  @CsvSource({
    "uring, exit",
    "uring, thread",
    "uring, fail",
    "epoll, exit",
    "nio, exit",
    "nio, fail"
  })
  void no_byte_is_lost(String kernel, String end) throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    try (var server = new ServerSocket(0);
        var child =
            ChildJvm.start(
                SendsAndExits.class,
                "-Dgonzo.kernel=" + kernel,
                "-Dport=" + server.getLocalPort(),
                "-Dend=" + end)) {
      try (var peer = server.accept()) {
        assertThat(peer.getInputStream().readAllBytes()).hasSize(SendsAndExits.BYTES);
      }
      var ended = child.awaitEnd();
      assertThat(ended.status()).as(ended.err()).isEqualTo(end.equals("fail") ? 1 : 0);
    }
  }
}
