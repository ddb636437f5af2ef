package dev.gonzo.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.monitor.client.KernelFacts;
import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.client.TaskPage;
import dev.gonzo.monitor.client.TaskQuestion;
import dev.gonzo.monitor.json.JsonReader;
import dev.gonzo.net.Unix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that opens a socket itself, and what a tool gets through that. */
@Tag("realTime")
@Timeout(300)
class MonitorTest {
  @TempDir Path directory;
  private Path socket;

  @BeforeEach
  void choose() {
    socket = directory.resolve("socket");
  }

  private static Thread start(dev.gonzo.AsyncRunnable<Exception> main) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            Gonzo.run(main);
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static TaskPage.Tasks tasks(MonitorClient client, String match) throws IOException {
    int kernel = client.kernels().getLast().number();
    return (TaskPage.Tasks)
        client.tasks(kernel, new TaskQuestion(0, 1_000, match, false, List.of(1L)));
  }

  @Test
  void a_tool_sees_the_kernels_and_tasks_and_nothing_of_the_monitor() throws Exception {
    try (var program = new WatchedProgram(3);
        var monitor = Monitor.open(socket);
        var client = MonitorClient.connect(socket)) {
      int tasks = Kernels.running().getLast().tasks();
      KernelFacts kernel = client.kernels().getLast();
      assertThat(kernel.tasks()).isEqualTo(tasks);
      assertThat(
              client.askRaw(
                  "{\"ask\":\"tasks\",\"kernel\":" + ((1L << 32) + kernel.number()) + "}"))
          .isEqualTo("{\"ended\":true}");
      assertThat(kernel.threads()).noneMatch(name -> name.contains("monitor"));
      TaskPage.Tasks page = tasks(client, "");
      assertThat(page.tasks()).hasSize(8);
      assertThat(page.tasks().stream().map(task -> task.name()))
          .contains(TargetProgram.HOSTILE, "main", "holder", "waiter", "joiner", "sleeper-2");
      assertThat(tasks(client, "SLEEPER").tasks()).hasSize(3);
      assertThat(monitor.path()).isEqualTo(socket);
      assertThat(program.tree).contains("waiter (daemon) suspended at WaitOn: Lock account");
    }
  }

  @Test
  void only_this_user_can_connect_and_the_end_leaves_no_file() throws Exception {
    var monitor = Monitor.open(socket);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    var client = MonitorClient.connect(socket);
    monitor.close();
    monitor.close();
    assertThat(socket).doesNotExist();
    assertThatThrownBy(client::kernels).isInstanceOf(IOException.class);
  }

  @Test
  void a_path_is_refused_if_it_is_taken_and_replaced_if_its_program_was_killed() throws Exception {
    try (var _ = Monitor.open(socket)) {
      assertThatThrownBy(() -> Monitor.open(socket)).hasMessageContaining("choose another path");
    }
    Files.writeString(socket, "precious");
    assertThatThrownBy(() -> Monitor.open(socket)).hasMessageContaining("not a socket");
    assertThat(socket).hasContent("precious");
    Files.delete(socket);
    assertThat(new ProcessBuilder("mkfifo", socket.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> Monitor.open(socket)).hasMessageContaining("not a socket");
    assertThat(socket).exists();
    Files.delete(socket);
    Gonzo.run(() -> {
      try (var _ = Unix.openDatagrams(socket.toString())) {
        assertThatThrownBy(() -> Monitor.open(socket)).hasMessageContaining("cannot find out");
        assertThat(socket).exists();
      }
    });
    Files.deleteIfExists(socket);
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(socket));
    killed.close();
    assertThat(socket).exists();
    try (var _ = Monitor.open(socket);
        var client = MonitorClient.connect(socket)) {
      assertThat(client.pid()).isEqualTo(ProcessHandle.current().pid());
    }
    assertThatThrownBy(() -> Monitor.open(directory.resolve("x".repeat(200))))
        .hasMessageContaining("at most 107 bytes");
  }

  @Test
  void a_request_that_makes_no_sense_is_explained_and_an_endless_one_ends_the_connection()
      throws Exception {
    try (var _ = Monitor.open(socket);
        var client = MonitorClient.connect(socket)) {
      for (String wrong : List.of("", "[]", "{", "{\"ask\":\"all\"}", "{\"ask\":7}", "nul\0l")) {
        assertThat(JsonReader.object(client.askRaw(wrong)).text("error")).as(wrong).isNotEmpty();
      }
      assertThat(client.askRaw("{\"ask\":\"tasks\",\"kernel\":-7}")).isEqualTo("{\"ended\":true}");
      assertThat(client.askRaw("[".repeat(60_000))).contains("error");
      try (var endless = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        var bytes = ByteBuffer.allocate(1 << 20);
        assertThatThrownBy(
                () -> {
                  while (true) {
                    endless.write(bytes.clear());
                  }
                })
            .isInstanceOf(IOException.class);
      }
      assertThat(client.kernels()).isNotNull();
    }
  }

  @Test
  void more_tools_than_there_are_places_for_are_refused_and_others_go_on() throws Exception {
    try (var _ = Monitor.open(socket)) {
      var open = new ArrayList<MonitorClient>();
      IOException refused = null;
      while (refused == null && open.size() < 100) {
        try {
          open.add(MonitorClient.connect(socket));
        } catch (IOException full) {
          refused = full;
        }
      }
      assertThat(open).hasSize(8);
      assertThat(refused).hasMessageContaining("8 tools are connected: end one of them");
      assertThat(open.getFirst().pid()).isPositive();
      open.forEach(MonitorClient::close);
    }
  }

  @Test
  void a_kernel_that_does_not_answer_is_shown_with_the_task_that_keeps_it() throws Exception {
    var kept = new CountDownLatch(1);
    var release = new java.util.concurrent.atomic.AtomicBoolean();
    Thread program =
        start(() -> {
          var greedy =
              Gonzo.spawn(
                  "greedy",
                  () -> {
                    kept.countDown();
                    while (!release.get()) {
                      Thread.onSpinWait();
                    }
                  });
          greedy.join();
        });
    kept.await();
    try (var _ = Monitor.open(socket);
        var client = MonitorClient.connect(socket)) {
      int kernel = client.kernels().getLast().number();
      var busy =
          (TaskPage.Busy) client.tasks(kernel, new TaskQuestion(0, 10, "", false, List.of()));
      assertThat(busy.running()).isEqualTo("greedy");
      assertThat(String.join("\n", busy.stack())).contains("MonitorTest");
      release.set(true);
      program.join();
      assertThat(client.tasks(kernel, new TaskQuestion(0, 10, "", false, List.of())))
          .isInstanceOf(TaskPage.Ended.class);
    } finally {
      release.set(true);
    }
  }

  @Test
  void the_bean_reports_the_same_as_the_tree_in_a_task() throws Exception {
    try (var program = new WatchedProgram(2);
        var _ = Monitor.open(socket)) {
      var bean =
          JMX.newMXBeanProxy(
              ManagementFactory.getPlatformMBeanServer(),
              new ObjectName("dev.gonzo:type=Kernels"),
              KernelsMXBean.class);
      var kernel = bean.getKernels().getLast();
      assertThat(kernel.tasks()).isEqualTo(7);
      // Apart from main, which runs when it draws the tree itself.
      assertThat(bean.drawTree(kernel.number(), 100).lines().skip(1).toList())
          .isEqualTo(program.tree.lines().skip(1).toList());
      var waiter =
          bean.listTasks(kernel.number(), 0, 100).stream()
              .filter(task -> task.name().equals("waiter"))
              .findFirst()
              .orElseThrow();
      assertThat(waiter.subject()).isEqualTo("Lock account[held by holder, 1 wait]");
      assertThatThrownBy(() -> bean.drawTree(-1, 100)).hasMessageContaining("getKernels()");
    }
  }

  @Test
  void the_bean_is_there_until_the_last_monitor_closes() throws Exception {
    var beans = ManagementFactory.getPlatformMBeanServer();
    var name = new ObjectName("dev.gonzo:type=Kernels");
    var first = Monitor.open(socket);
    try (var _ = Monitor.open(directory.resolve("other"))) {
      first.close();
      first.close();
      assertThat(beans.isRegistered(name)).isTrue();
    }
    assertThat(beans.isRegistered(name)).isFalse();
  }

  @Test
  void the_turns_since_the_last_look_are_shown_with_the_names_of_their_tasks() throws Exception {
    var ticks = new java.util.concurrent.Semaphore(0);
    var ready = new CountDownLatch(1);
    var ends = new CountDownLatch(1);
    Thread program =
        start(() -> {
          Gonzo.spawnDaemon(
              "ticker",
              () -> {
                while (true) {
                  Gonzo.runInThread(() -> ticks.acquire());
                }
              });
          ready.countDown();
          Gonzo.runInThread(() -> ends.await());
        });
    try (var _ = Monitor.open(socket);
        var client = MonitorClient.connect(socket)) {
      ready.await();
      int kernel = client.kernels().getLast().number();
      String ask = "{\"ask\":\"turns\",\"kernel\":" + kernel + ",\"after\":%d}";
      long next = 0;
      String names = "";
      while (!names.contains("ticker")) {
        ticks.release();
        var answer = JsonReader.object(client.askRaw(ask.formatted(next)));
        next = answer.number("next", -1);
        assertThat(answer.numbers("turns").size() % 3).isZero();
        assertThat(answer.number("lost", -1)).isZero();
        names = client.askRaw(ask.formatted(0));
      }
    } finally {
      ends.countDown();
      program.join();
    }
  }
}
