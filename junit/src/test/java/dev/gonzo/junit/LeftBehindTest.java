package dev.gonzo.junit;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.runInThreadOrAbandon;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.EmbeddedKernel;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.net.Udp;
import dev.gonzo.process.Command;
import dev.gonzo.process.Signals;
import dev.gonzo.testing.LogCapture;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("realTime")
class LeftBehindTest {
  private static final CountDownLatch RELEASED = new CountDownLatch(1);
  private static final List<EmbeddedKernel> STARTED = new ArrayList<>();

  /** Tasks. */
  @GonzoTest(virtualTime = true)
  static class Tasks {
    private Task<?> closedAfter;

    @Test
    void one() {
      spawn("poller", () -> poll());
      yieldNow();
    }

    private static void poll() {
      sleep(ofDays(1));
    }

    @Test
    void beside_a_failure() {
      spawn("poller", () -> poll());
      Assertions.fail("its own");
    }

    @Test
    void one_that_swallows() {
      spawn(
          "stubborn",
          () -> {
            while (true) {
              try {
                sleep(ofDays(1));
              } catch (Throwable swallowed) {
                // it goes on
              }
            }
          });
    }

    @Test
    void daemon() {
      spawnDaemon("server", () -> poll());
    }

    @Test
    void ended() {
      spawn("quick", () -> {});
    }

    @Test
    void closed_after() {
      closedAfter = spawn("poller", () -> poll());
    }

    @AfterEach
    void close() {
      if (closedAfter != null) {
        closedAfter.cancel();
      }
    }
  }

  @Test
  void a_task_that_still_runs_fails_its_test_by_name() {
    try (var _ = LogCapture.open()) {
      var results = Results.of(Tasks.class);
      assertThat(results.passed()).containsExactlyInAnyOrder("daemon", "ended", "closed_after");
      assertThat(results.failure("one"))
          .hasMessageContaining("the test has left behind:\n  task poller, which is suspended at")
          .hasMessageContaining("in dev.gonzo.junit.LeftBehindTest$Tasks.poll(")
          .hasMessageContaining("spawned at dev.gonzo.junit.LeftBehindTest$Tasks.one(")
          .hasMessageContaining("join or cancel each task");
      assertThat(results.failure("beside_a_failure")).hasMessage("its own");
      assertThat(results.failure("beside_a_failure").getSuppressed())
          .singleElement()
          .asString()
          .contains("task poller");
      assertThat(results.failure("one_that_swallows")).hasMessageContaining("task stubborn");
    }
  }

  /** Sockets, files and more, in real time. */
  @GonzoTest
  static class Devices {
    private Listener closedAfter;

    @Test
    void listener() throws IOException {
      Listener _ = Tcp.listen("127.0.0.1", 0);
    }

    @Test
    void connection() throws IOException {
      try (var listener = Tcp.listen("127.0.0.1", 0)) {
        Task<Socket> accepting = spawn(listener::accept);
        Socket connected = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
        accepting.join();
        connected.close();
      }
    }

    @Test
    void datagrams() throws IOException {
      var _ = Udp.open("127.0.0.1", 0);
    }

    @Test
    void file(@TempDir Path directory) throws IOException {
      AsyncFile _ =
          AsyncFile.open(
              directory.resolve("log.txt"),
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.WRITE);
    }

    @Test
    void process() throws Exception {
      var _ = Command.of("sleep", "1000").start();
    }

    @Test
    void all_closed(@TempDir Path directory) throws Exception {
      try (var listener = Tcp.listen("127.0.0.1", 0);
          var socket = Udp.open("127.0.0.1", 0);
          var process = Command.of("cat").start();
          var signals = Signals.open("USR2")) {
        Task<Socket> accepting = spawn(listener::accept);
        Tcp.connect("127.0.0.1", listener.localAddress().getPort()).close();
        accepting.join().close();
        assertThat(socket.localAddress().getPort()).isPositive();
        process.close();
        assertThat(signals).isNotNull();
      }
    }

    @Test
    void pipeline() throws Exception {
      try (var last = Command.of("echo", "hi").pipeTo(Command.of("cat")).start()) {
        assertThat(last.communicate(new byte[0], 100).outputText()).isEqualTo("hi\n");
      }
    }

    @Test
    void pipe_not_taken() throws IOException {
      StartedProcess echo = Coroutine.trap(asked("echo", new Redirection.Nothing()));
      Handle output = Objects.requireNonNull(echo.output());
      var taking = asked("no-such-program", new Redirection.FromPipe(output));
      assertThatThrownBy(() -> Coroutine.trap(taking)).isInstanceOf(IOException.class);
      Coroutine.trap(new WaitForProcess(echo.process()));
    }

    private static StartProcess asked(String program, Redirection input) {
      var output = new Redirection.Pipe();
      var error = new Redirection.Inherit();
      return new StartProcess(
          List.of(program), EnvironmentVariables.ours(), null, false, input, output, error);
    }

    @Test
    void of_a_daemon() {
      spawnDaemon(
          "server",
          () -> {
            try (var listener = Tcp.listen("127.0.0.1", 0)) {
              listener.accept().close();
            }
          });
    }

    @Test
    void closed_after() throws IOException {
      closedAfter = Tcp.listen("127.0.0.1", 0);
    }

    @AfterEach
    void close() throws IOException {
      if (closedAfter != null) {
        closedAfter.close();
      }
    }

    @Test
    void signals() {
      var _ = Signals.open("USR2");
    }
  }

  @Test
  void what_is_open_fails_its_test_by_name() {
    var results = Results.of(Devices.class);
    assertThat(results.passed())
        .containsExactlyInAnyOrder("all_closed", "pipeline", "of_a_daemon", "closed_after");
    assertThat(results.failure("listener"))
        .hasMessageContaining("a listener on /127.0.0.1:0, which is open")
        .hasMessageContaining("opened at dev.gonzo.junit.LeftBehindTest$Devices.listener(");
    assertThat(results.failure("connection"))
        .hasMessageContaining("an accepted connection, which is open")
        .message()
        .doesNotContain("a connection to");
    assertThat(results.failure("datagrams")).hasMessageContaining("a datagram socket on");
    assertThat(results.failure("file"))
        .hasMessageContaining("the file ")
        .hasMessageContaining("log.txt, which is open");
    assertThat(results.failure("process"))
        .hasMessageContaining("sleep, process ")
        .hasMessageContaining("opened at dev.gonzo.junit.LeftBehindTest$Devices.process(");
    assertThat(results.failure("pipe_not_taken"))
        .hasMessageContaining("the output of echo, process ");
    assertThat(results.failure("signals"))
        .hasMessageContaining("a signal handler for USR2")
        .hasMessageContaining("opened at dev.gonzo.junit.LeftBehindTest$Devices.signals(");
  }

  /** Threads that Gonzo starts. */
  @GonzoTest
  static class Threads {
    @Test
    void abandoned_work() throws Exception {
      var begun = new CountDownLatch(1);
      Task<?> task =
          spawn(() ->
              runInThreadOrAbandon(
                  () -> {
                    begun.countDown();
                    awaitRelease();
                    return null;
                  },
                  _ -> {}));
      runInThread(() -> begun.await());
      task.cancel();
    }

    private static void awaitRelease() throws InterruptedException {
      RELEASED.await();
    }

    @Test
    void kernel() throws Exception {
      runInThread(() -> STARTED.add(EmbeddedKernel.start()));
    }

    @Test
    void finished_work() throws Exception {
      assertThat(runInThread(() -> currentThread())).startsWith("gonzo-worker");
    }

    private static String currentThread() {
      return Thread.currentThread().getName();
    }

    @Test
    void stopped_kernel() throws Exception {
      runInThread(() -> EmbeddedKernel.start().stop(Duration.ZERO));
    }
  }

  @Test
  @Tag("scheduler")
  void a_thread_of_gonzo_fails_its_test_by_name() {
    try {
      var results = Results.of(Threads.class);
      assertThat(results.passed()).containsExactlyInAnyOrder("finished_work", "stopped_kernel");
      assertThat(results.failure("abandoned_work"))
          .hasMessageContaining("thread gonzo-worker-")
          .hasMessageContaining("LeftBehindTest$Threads.awaitRelease(");
      assertThat(results.failure("kernel"))
          .hasMessageContaining("thread gonzo-embedded-")
          .hasMessageContaining("thread gonzo-kernel-");
    } finally {
      RELEASED.countDown();
      STARTED.forEach(kernel -> kernel.stop(Duration.ZERO));
    }
  }

  /** A test that waits for the next one. */
  @GonzoTest(virtualTime = true)
  static class Silent {
    @Test
    void nothing() {
      assertThat(Task.current().name()).isEqualTo("main");
      sleep(ofHours(1));
    }
  }

  @Test
  void a_test_that_leaves_nothing_passes() {
    assertThat(Results.of(Silent.class).passed()).containsExactly("nothing");
  }
}
