package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.trap.SchedulingTrap;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Many sockets of one kernel at the same time, and what is left of them. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class ManySocketsTest extends OnEachKernel {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int SOCKETS = 400;
  private static final int MOST_MILLIS = 60_000;

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }

  private static int echo(int port) throws IOException {
    try (var socket = new Socket(HERE, port)) {
      for (int i = 0; i < 5; i++) {
        socket.getOutputStream().write(i);
        assertThat(socket.getInputStream().read()).isEqualTo(i);
      }
      return socket.getLocalPort();
    }
  }

  @Test
  void four_hundred_sockets_are_open_at_the_same_time_and_none_is_left() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "no list of descriptors here");
    try (var server = PlainServer.echo()) {
      run(() -> {
        int _ = echo(server.port()); // what opens only once is open now
        awaitEnd(server);
        int tasks = living().size();
        long before = descriptors();
        try (var group = TaskGroup.<Integer>open()) {
          for (int i = 0; i < SOCKETS; i++) {
            group.spawn(() -> echo(server.port()));
          }
          group.join();
          assertThat(group.results()).hasSize(SOCKETS);
        }
        awaitEnd(server);
        for (int millis = 0; descriptors() > before; millis++) {
          assertThat(millis).as("waiting until the descriptors are free").isLessThan(MOST_MILLIS);
          sleep(ofMillis(1));
        }
        assertThat(living()).hasSize(tasks);
      });
    }
  }

  private static List<Task<?>> living() {
    sleep(ofMillis(1)); // a task that has nothing to do any more ends at its next turn
    return Coroutine.trap(SchedulingTrap.LIST_TASKS);
  }

  private static void awaitEnd(PlainServer server) {
    for (int millis = 0; server.served() > 0; millis++) {
      assertThat(millis).as("waiting until the server has ended").isLessThan(MOST_MILLIS);
      sleep(ofMillis(1));
    }
  }
}
