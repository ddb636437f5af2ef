package dev.gonzo.cli.monitor;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.monitor.Monitor;
import dev.gonzo.monitor.client.MonitorClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stacks of tasks that cannot be had. */
@Tag("realTime")
@Timeout(300)
class StacksTest {
  private static final Snapshot.Wanted ALL = new Snapshot.Wanted(100, "", false, Map.of());

  @TempDir Path directory;

  @Test
  void the_task_that_keeps_the_kernel_is_not_shown_as_the_one_that_was_asked_for()
      throws Exception {
    Path socket = directory.resolve("socket");
    var idles = new CompletableFuture<Long>();
    var keep = new CountDownLatch(1);
    var keeps = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    Thread program = Thread.ofPlatform().name("kept").start(() -> keep(idles, keep, keeps, end));
    try (var _ = Monitor.open(socket);
        var client = MonitorClient.connect(socket)) {
      long idle = idles.get(60, TimeUnit.SECONDS);
      int kernel =
          Snapshot.take(client, ALL).kernels().stream()
              .filter(each -> each.tasks().stream().anyMatch(task -> task.name().equals("idle")))
              .findFirst()
              .orElseThrow()
              .facts()
              .number();
      Stacks.Stack stack = Stacks.of(client, kernel, idle);
      assertNull(stack.busy());
      assertTrue(stack.frames().toString().contains("sleep"), stack.frames().toString());
      assertEquals(new Stacks.Stack(List.of(), null), Stacks.of(client, kernel, idle + 1_000));
      keep.countDown();
      keeps.await();
      Stacks.Stack kept = Stacks.of(client, kernel, idle);
      assertEquals("task main keeps its thread", Columns.keeper(kept.busy()));
      assertTrue(kept.busy().stack().toString().contains("keep"), kept.busy().toString());
      assertEquals(List.of(), kept.frames());
    } finally {
      keep.countDown();
      end.countDown();
      program.join();
    }
  }

  private static void keep(
      CompletableFuture<Long> idles,
      CountDownLatch keep,
      CountDownLatch keeps,
      CountDownLatch end) {
    run(
        Kernels.of("nio"),
        () -> {
          var idle = spawnDaemon("idle", () -> sleep(Duration.ofHours(1)));
          yieldNow();
          idles.complete(idle.id());
          while (keep.getCount() > 0) {
            sleep(Duration.ofMillis(10));
          }
          keeps.countDown();
          while (end.getCount() > 0) {
            Thread.onSpinWait();
          }
        });
  }

  @Test
  void a_program_that_hangs_keeps_nothing_that_asks_for_a_stack() throws Exception {
    Path socket = directory.resolve("socket");
    var hangs = new CountDownLatch(1);
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      var _ = listener.bind(UnixDomainSocketAddress.of(socket));
      Thread program = Thread.ofPlatform().start(() -> hang(listener, hangs));
      try (var client = MonitorClient.connect(socket);
          var sampler = new Sampler(client, () -> ALL, 0)) {
        sampler.start();
        hangs.await();
        assertFalse(sampler.stack(new TaskKey(1, 1)).isDone());
        assertNull(sampler.lost());
      } finally {
        program.join();
      }
    }
  }

  /** Answers the first request only. */
  private static void hang(ServerSocketChannel listener, CountDownLatch hangs) {
    try (var channel = listener.accept()) {
      var bytes = ByteBuffer.allocate(1_000);
      int _ = channel.read(bytes);
      int _ = channel.write(UTF_8.encode("{\"protocol\":1,\"pid\":1,\"program\":\"x\"}\n"));
      int _ = channel.read(bytes); // the first request of a sample
      hangs.countDown();
      while (channel.read(bytes.clear()) >= 0) {}
    } catch (IOException ended) {
      // the other end is closed
    }
  }
}
