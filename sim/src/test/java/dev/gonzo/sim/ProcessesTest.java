package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Environment;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.console.Console;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.ProcessOutput;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.process.Signals;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("realTime")
class ProcessesTest {
  private static final byte[] NOTHING = {};
  private static final int LIMIT = 1 << 20;
  private static final Duration FOREVER = ofHours(1_000);

  private final List<String> log = new ArrayList<>();
  private Simulation simulation = Simulation.ofSeed(1);

  @BeforeEach
  void create() {
    simulation = Simulation.ofSeed(1);
  }

  /** Runs a main program, which must return. */
  private <X extends Exception> Ending<?> run(AsyncRunnable<X> main) {
    Ending<?> ending = simulation.run(main);
    ending
        .failure()
        .ifPresent(failure -> {
          throw new AssertionError(failure);
        });
    return ending;
  }

  private static String output(Command command) throws IOException {
    try (RunningProcess process = command.start()) {
      ProcessOutput output = process.communicate(NOTHING, LIMIT);
      assertThat(output.status()).isEqualTo(new ExitStatus.Exited(0));
      return output.outputText();
    }
  }

  // ---------------------------------------------------------------- what a program has

  @Test
  void a_program_reads_its_input_and_prints_its_output() {
    simulation.program(
        "upper",
        run -> {
          var console = Console.of();
          for (String line; (line = console.readLine()) != null; ) {
            System.out.println(line.toUpperCase(Locale.ROOT));
          }
          System.err.printf("%d arguments%n", run.arguments().size());
          return 3;
        });
    run(() -> {
      try (RunningProcess process = Command.of("/usr/bin/upper", "a", "b").start()) {
        ProcessOutput output = process.communicate("one\ntwo\n".getBytes(UTF_8), LIMIT);
        assertThat(output.outputText()).isEqualTo("ONE\nTWO\n");
        assertThat(output.errorText()).isEqualTo("2 arguments\n");
        assertThat(output.status()).isEqualTo(new ExitStatus.Exited(3));
      }
    });
  }

  @Test
  void a_program_has_an_environment_and_a_directory_of_its_own() {
    simulation.program(
        "show",
        run -> {
          String file = AsyncFiles.readString(Path.of("file"));
          System.out.print(run.directory() + " " + run.environment() + " " + file);
          return 0;
        });
    run(() -> {
      Path directory = Directories.createDirectories(Path.of("/data/inner"));
      Path _ = AsyncFiles.writeString(directory.resolve("file"), "of the disk");
      var environment = new TreeMap<String, String>();
      environment.put("A", "1");
      Command show = Command.of("show").withDirectory(directory).withEnvironment(environment);
      assertThat(output(show)).isEqualTo("/data/inner {A=1} of the disk");
      assertThatThrownBy(() -> Command.of("show").withDirectory(Path.of("/none")).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its working directory /none is not there");
    });
  }

  @Test
  void an_unknown_program_is_refused_and_the_message_says_how_to_register_it() {
    run(() ->
        assertThatThrownBy(() -> Command.of("/opt/worker").start())
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("cannot start /opt/worker: the program is not there")
            .hasMessageContaining("program(\"worker\", ...)")
            .hasMessageEndingWith("(ENOENT)"));
  }

  @Test
  void outputs_can_go_to_files_and_to_the_same_pipe_as_those_of_the_parent() {
    simulation.program(
        "child",
        _ -> {
          System.out.print("child ");
          System.err.print("error ");
          return 0;
        });
    simulation.program(
        "parent",
        _ -> {
          System.out.print("parent ");
          var inherit = new Redirection.Inherit();
          var child = Command.of("child").withInput(inherit).withOutput(inherit).withError(inherit);
          try (RunningProcess process = child.start()) {
            assertThat(process.await().isSuccess()).isTrue();
          }
          return 0;
        });
    run(() -> {
      try (RunningProcess process =
          Command.of("parent").withError(new Redirection.WithOutput()).start()) {
        assertThat(process.communicate(NOTHING, LIMIT).outputText())
            .isEqualTo("parent child error ");
      }
      Path file = Path.of("log");
      for (int i = 0; i < 2; i++) {
        var append = new Redirection.ToFile(file, true);
        try (RunningProcess process = Command.of("child").withOutput(append).start()) {
          assertThat(process.await().isSuccess()).isTrue();
        }
      }
      assertThat(AsyncFiles.readString(file)).isEqualTo("child child ");
      assertThatThrownBy(() ->
              Command.of("child").withInput(new Redirection.FromFile(Path.of("none"))).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot open none, its input: ");
    });
  }

  // ---------------------------------------------------------------- pipes

  @Test
  void a_full_pipe_holds_up_its_writer_until_it_is_read() {
    int much = 1_000_000;
    simulation.program(
        "much",
        run -> {
          for (int i = 0; i < much / 1_000; i++) {
            run.output().writeAll(new byte[1_000]);
            log.add("written");
          }
          return 0;
        });
    run(() -> {
      try (RunningProcess process = Command.of("much").start()) {
        sleep(ofSeconds(1));
        assertThat(log).hasSize(65); // 64 KiB
        assertThat(process.communicate(NOTHING, much).output()).hasSize(much);
      }
    });
  }

  @Test
  void a_writer_whose_reader_has_gone_ends_by_sigpipe_and_an_unread_input_is_broken() {
    simulation.program(
        "endless",
        run -> {
          while (true) {
            run.output().writeAll(new byte[1_000]);
          }
        });
    run(() -> {
      try (RunningProcess process = Command.of("endless").start()) {
        process.output().close();
        assertThat(process.await()).isEqualTo(new ExitStatus.Signalled(13));
        assertThatThrownBy(() -> process.input().writeAll(new byte[10]))
            .isInstanceOf(BrokenPipeException.class)
            .hasMessageContaining("closed its input");
      }
    });
  }

  @Test
  void printing_into_a_full_pipe_holds_up_no_other_process() {
    simulation.program(
        "stuck",
        _ -> {
          System.out.print("x".repeat(200_000));
          return 0;
        });
    simulation.program(
        "quick",
        _ -> {
          System.out.print("quick");
          return 0;
        });
    run(() -> {
      try (RunningProcess stuck = Command.of("stuck").start()) {
        sleep(ofSeconds(1));
        assertThat(output(Command.of("quick"))).isEqualTo("quick");
        System.out.print(""); // the test's own output is not held up either
        assertThat(stuck.communicate(NOTHING, LIMIT).output()).hasSize(200_000);
      }
    });
  }

  // ---------------------------------------------------------------- ends

  @Test
  void a_failure_is_printed_and_the_status_is_1() {
    simulation.program(
        "fails",
        _ -> {
          throw new IOException("the reason");
        });
    run(() -> {
      try (RunningProcess process = Command.of("fails").start()) {
        ProcessOutput output = process.communicate(NOTHING, LIMIT);
        assertThat(output.status()).isEqualTo(new ExitStatus.Exited(1));
        assertThat(output.errorText()).contains("java.io.IOException: the reason");
      }
    });
  }

  @Test
  void exit_runs_nothing_after_it() {
    simulation.program(
        "exits",
        run -> {
          var _ =
              spawn(() -> {
                try {
                  sleep(FOREVER);
                } finally {
                  log.add("another task");
                }
              });
          try {
            sleep(ofMillis(1));
            run.exit(259);
            log.add("after the exit");
          } finally {
            log.add("finally");
          }
          return 0;
        });
    run(() -> {
      try (RunningProcess process = Command.of("exits").start()) {
        assertThat(process.await()).isEqualTo(new ExitStatus.Exited(3));
      }
    });
    assertThat(log).isEmpty();
  }

  private void registerWaiting() {
    simulation.program(
        "waits",
        run -> {
          try {
            run.output().writeAll("ready".getBytes(UTF_8));
            sleep(FOREVER);
          } finally {
            log.add("cleaned up");
          }
          return 0;
        });
  }

  private static RunningProcess ready(Command command) throws IOException {
    RunningProcess process = command.start();
    assertThat(process.output().read(new byte[100])).isEqualTo(5);
    return process;
  }

  @Test
  void sigterm_cancels_the_program_and_sigkill_runs_nothing_of_it() {
    registerWaiting();
    run(() -> {
      try (RunningProcess process = ready(Command.of("waits"))) {
        assertThat(process.terminate()).isTrue();
        assertThat(process.await()).isEqualTo(new ExitStatus.Signalled(15));
        assertThat(process.terminate()).isFalse();
      }
      assertThat(log).containsExactly("cleaned up");
      try (RunningProcess process = ready(Command.of("waits"))) {
        assertThat(process.kill()).isTrue();
        assertThat(process.await()).isEqualTo(new ExitStatus.Signalled(9));
      }
      assertThat(log).hasSize(1);
    });
  }

  @Test
  void a_program_that_cleans_up_for_too_long_is_killed_after_its_grace() {
    simulation.program(
        "slow",
        run -> {
          run.output().writeAll("ready".getBytes(UTF_8));
          try {
            sleep(FOREVER);
          } finally {
            withoutCancellation(() -> sleep(FOREVER));
          }
          return 0;
        });
    run(() -> {
      Command slow = Command.of("slow").withGrace(ofSeconds(5));
      Moment began = Moment.now();
      try (RunningProcess process = ready(slow)) {
        assertThat(process.awaitOrStop(ofSeconds(1))).isEqualTo(new ExitStatus.Signalled(9));
      }
      assertThat(Moment.now().since(began)).isBetween(ofSeconds(6), ofSeconds(7));
    });
  }

  @Test
  void signals_are_taken_over_and_a_stopped_process_does_nothing() {
    simulation.program(
        "counts",
        run -> {
          try (Signals signals = Signals.open("USR1", "TERM")) {
            run.output().writeAll("ready".getBytes(UTF_8));
            for (String signal : signals) {
              log.add(signal);
              if (signal.equals("TERM")) {
                return 7;
              }
            }
          }
          return 0;
        });
    run(() -> {
      try (RunningProcess process = ready(Command.of("counts"))) {
        assertThat(process.signal(10)).isTrue();
        sleep(ofMillis(1));
        assertThat(process.signal(19)).isTrue();
        assertThat(process.signal(10)).isTrue();
        assertThat(process.terminate()).isTrue();
        sleep(ofHours(1));
        assertThat(log).containsExactly("USR1");
        assertThat(process.signal(18)).isTrue();
        assertThat(process.await()).isEqualTo(new ExitStatus.Exited(7));
        assertThat(log).containsExactly("USR1", "USR1", "TERM");
        assertThatThrownBy(() -> process.signal(99)).isInstanceOf(IOException.class);
      }
    });
  }

  @Test
  void a_group_is_ended_with_its_leader_and_an_orphan_of_a_killed_parent_goes_on() {
    simulation.program(
        "tick",
        _ -> {
          while (true) {
            sleep(ofSeconds(1));
            log.add("tick");
          }
        });
    simulation.program(
        "leader",
        run -> {
          var nothing = new Redirection.Nothing();
          var _ =
              Command.of("tick").withInput(nothing).withOutput(nothing).withError(nothing).start();
          run.output().writeAll("ready".getBytes(UTF_8));
          sleep(FOREVER);
          return 0;
        });
    run(() -> {
      try (RunningProcess leader = ready(Command.of("leader").withProcessGroup())) {
        sleep(ofMillis(2_500));
        assertThat(log).hasSize(2);
      }
      sleep(ofSeconds(10));
      assertThat(log).as("it ends with its group").hasSizeLessThan(10);
      log.clear();
      try (RunningProcess parent = ready(Command.of("leader"))) {
        assertThat(parent.kill()).isTrue();
        assertThat(parent.await()).isEqualTo(new ExitStatus.Signalled(9));
      }
      sleep(ofSeconds(10));
      assertThat(log).as("an orphan").hasSizeBetween(9, 11);
    });
  }

  @Test
  void the_connections_of_a_killed_process_end_and_its_port_is_free() {
    simulation.program(
        "server",
        run -> {
          try (var listener = Tcp.listen("127.0.0.1", 700)) {
            run.output().writeAll("ready".getBytes(UTF_8));
            try (Socket _ = listener.accept()) {
              sleep(FOREVER);
            }
          }
          return 0;
        });
    run(() -> {
      for (int i = 0; i < 2; i++) {
        try (RunningProcess server = ready(Command.of("server"));
            Socket socket = Tcp.connect("127.0.0.1", 700)) {
          sleep(ofSeconds(1)); // it has accepted the connection then
          assertThat(server.kill()).isTrue();
          assertThat(socket.read(new byte[1])).isEqualTo(-1);
        }
      }
    });
  }

  @Test
  void a_crash_of_the_host_ends_its_processes_without_running_anything() {
    registerWaiting();
    Host host =
        simulation.host(
            "host",
            () -> {
              try (RunningProcess process = ready(Command.of("waits"))) {
                log.add("started " + process.id());
                ExitStatus _ = process.await();
              }
            });
    run(() -> {
      sleep(ofSeconds(1));
      host.crash();
      sleep(ofSeconds(1));
      host.restart();
      sleep(ofSeconds(1));
    });
    assertThat(log).containsExactly("started 2", "started 3");
  }

  @Test
  void one_seed_gives_one_history_with_processes() {
    var histories = new TreeSet<String>();
    for (long seed = 0; seed < 10; seed++) {
      String first = history(seed);
      assertThat(history(seed)).isEqualTo(first);
      histories.add(first);
    }
    assertThat(histories).hasSize(10);
  }

  private static String history(long seed) {
    var simulation = Simulation.ofSeed(seed);
    simulation.program(
        "echo",
        run -> {
          var piece = new byte[10];
          for (int count; (count = run.input().read(piece)) >= 0; ) {
            sleep(ofMillis(Byte.toUnsignedInt(Environment.randomBytes(1)[0])));
            run.output().writeAll(piece, 0, count);
          }
          return 0;
        });
    Ending<?> ending =
        simulation.run(() -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            tasks.add(
                spawn(() -> {
                  try (RunningProcess process = Command.of("echo").start()) {
                    return process.communicate(new byte[100], 100).output();
                  }
                }));
          }
          tasks.forEach(Task::join);
        });
    assertThat(ending.failure()).isEmpty();
    return ending.history();
  }
}
