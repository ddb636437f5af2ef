package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.ProcessOutput;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.trap.BrokenPipeException;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Chapter 8, "Processes": how they start, what they read and write, and how they end. With the
 * programs that every POSIX system has.
 */
@Tag("realTime")
public abstract class ProcessesConformance extends Conformance {
  private static final int TERMINATE = 15;
  private static final int LIMIT = 1 << 24;
  // Where no process reaps orphans, an ended one stays in its group, and closing waits so long.
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final byte[] NOTHING = new byte[0];

  /** Creates the chapter. */
  protected ProcessesConformance() {
    super(ProcessTrap.class);
  }

  @BeforeEach
  void skipWithoutPrograms() {
    Assumptions.assumeTrue(peers().process().startsPrograms(), "there are no programs here");
  }

  private static StartProcess asked(boolean ownGroup, String... command) {
    var nothing = new Redirection.Nothing();
    return new StartProcess(
        List.of(command),
        EnvironmentVariables.of(Map.of()),
        null,
        ownGroup,
        nothing,
        nothing,
        nothing);
  }

  private static void close(StartedProcess process) {
    Trap<@Nullable Void> close = new Close(process.process());
    Coroutine.trap(close);
  }

  // ---------------------------------------------------------------- ends

  @Test
  @Specified("8.4")
  void the_end_is_told_as_it_was_and_again_to_who_asks_again() throws IOException {
    run(() -> {
      try (var seven = Command.of("sh", "-c", "exit 7").start()) {
        assertThat(seven.await()).isEqualTo(new ExitStatus.Exited(7));
        assertThat(seven.await()).isEqualTo(new ExitStatus.Exited(7));
        assertThat(seven.terminate()).isFalse();
      }
      StartedProcess two = Coroutine.trap(asked(false, "/bin/sh", "-c", "exit 2"));
      var wait = new WaitForProcess(two.process());
      assertThat(Coroutine.trap(wait)).isEqualTo(new ProcessEnd(false, 2));
      assertThat(Coroutine.trap(wait)).isEqualTo(new ProcessEnd(false, 2));
      assertThat(Coroutine.trap(new SignalProcess(two.process(), TERMINATE, false))).isFalse();
      close(two);
    });
  }

  @Test
  @Specified({"8.4", "8.5"})
  void a_signal_that_ends_it_is_told() throws IOException {
    run(() -> {
      try (var killed = Command.of("sleep", "100").start()) {
        assertThat(killed.kill()).isTrue();
        assertThat(killed.await()).isEqualTo(new ExitStatus.Signalled(9));
      }
      try (var asked = Command.of("sleep", "100").start()) {
        assertThat(asked.terminate()).isTrue();
        assertThat(asked.await()).isEqualTo(new ExitStatus.Signalled(TERMINATE));
      }
    });
  }

  @Test
  @Specified("8.4")
  // docs/edges.md: F19
  void an_end_that_came_before_anybody_waited_is_told() throws IOException {
    run(() -> {
      try (var process = Command.of("sh", "-c", "exit 5").start()) {
        var none = new byte[1];
        assertThat(process.output().read(none, 0, 1)).isEqualTo(-1); // closed by its end
        sleep(Duration.ofMillis(20));
        assertThat(process.await()).isEqualTo(new ExitStatus.Exited(5));
      }
    });
  }

  @Test
  @Specified("8.4")
  void one_task_waits_for_a_process_and_a_closed_one_ends_its_wait() throws IOException {
    run(() -> {
      StartedProcess sleeping = Coroutine.trap(asked(false, "sleep", "100"));
      var wait = new WaitForProcess(sleeping.process());
      Task<ProcessEnd> waiting = spawn(() -> Coroutine.trap(wait));
      Connection.untilSuspended(waiting);
      assertThatThrownBy(() -> Coroutine.trap(wait)).isInstanceOf(BusyException.class);
      close(sleeping);
      assertThatThrownBy(waiting::join).hasCauseInstanceOf(SocketException.class);
      assertThatThrownBy(() -> Coroutine.trap(wait)).isInstanceOf(SocketException.class);
      close(sleeping); // twice is harmless
      Traces.awaitEnd(peers().process(), sleeping.id());
    });
  }

  @Test
  @Specified("8.4")
  void others_run_while_one_waits() throws IOException {
    run(() -> {
      try (var process = Command.of("cat").start()) { // it ends when its input does
        Task<ExitStatus> waiting = spawn(process::await);
        for (int tick = 0; tick < 10; tick++) {
          sleep(Duration.ofMillis(1));
          assertThat(waiting.outcome()).isEmpty();
        }
        process.input().close();
        assertThat(waiting.join().isSuccess()).isTrue();
      }
    });
  }

  @Test
  @Specified("1.2")
  void a_handle_of_another_kernel_is_refused() throws IOException {
    var other = new StartedProcess[1];
    run(() -> {
      other[0] = Coroutine.trap(asked(false, "true"));
      close(other[0]);
    });
    run(() -> {
      assertThatThrownBy(() -> Coroutine.trap(new WaitForProcess(other[0].process())))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> close(other[0])).isInstanceOf(IllegalArgumentException.class);
    });
  }

  // ---------------------------------------------------------------- pipes

  @Test
  @Specified("8.1")
  // docs/edges.md: F19
  void both_pipes_may_be_filled_beyond_what_they_hold() throws IOException {
    var bytes = "a line of text\n".repeat(200_000).getBytes(UTF_8);
    run(() -> {
      try (var tee = Command.of("tee", "/dev/stderr").start()) {
        ProcessOutput captured = tee.communicate(bytes, LIMIT);
        assertThat(captured.status()).isEqualTo(new ExitStatus.Exited(0));
        assertThat(captured.output()).isEqualTo(bytes);
        assertThat(captured.error()).isEqualTo(bytes);
      }
    });
  }

  @Test
  @Specified("8.1")
  void what_is_written_is_read_piece_by_piece_while_both_live() throws IOException {
    run(() -> {
      try (var cat = Command.of("cat").start()) {
        var buffer = new byte[10];
        for (int i = 0; i < 20; i++) {
          byte[] sent = ("piece " + i).getBytes(UTF_8);
          cat.input().writeAll(sent, 0, sent.length);
          int count = cat.output().read(buffer, 0, buffer.length);
          assertThat(new String(buffer, 0, count, UTF_8)).isEqualTo("piece " + i);
        }
        cat.input().close();
        assertThat(cat.output().read(buffer, 0, 1)).isEqualTo(-1);
        assertThat(cat.output().read(buffer, 0, 1)).isEqualTo(-1);
        assertThat(cat.await().isSuccess()).isTrue();
      }
    });
  }

  @Test
  @Specified("8.1")
  void an_input_that_is_not_read_to_its_end_is_no_error_of_a_conversation() throws IOException {
    byte[] much = "abcdef".repeat(100_000).getBytes(UTF_8);
    run(() -> {
      try (var head = Command.of("head", "-c", "3").start()) {
        assertThat(head.communicate(much, 10).outputText()).isEqualTo("abc");
      }
    });
  }

  @Test
  @Specified("8.1")
  void writing_to_who_reads_no_more_fails() throws IOException {
    run(() -> {
      try (var deaf = Command.of("true").start()) {
        assertThat(deaf.await().isSuccess()).isTrue();
        assertThatThrownBy(
                () -> {
                  // If a kernel keeps bytes until a thread has written them, a later write fails.
                  for (int i = 0; i < 1_000; i++) {
                    deaf.input().writeAll(new byte[1_000], 0, 1_000);
                  }
                })
            .isInstanceOf(BrokenPipeException.class)
            .hasMessageContaining("closed its input");
      }
    });
  }

  @Test
  @Specified({"6.2", "8.1"})
  void a_pipe_is_for_one_reader_and_a_closed_one_ends_its_read() throws IOException {
    run(() -> {
      try (var cat = Command.of("cat").start()) {
        Task<Integer> reading = spawn(() -> cat.output().read(new byte[1], 0, 1));
        Connection.untilSuspended(reading);
        assertThatThrownBy(() -> cat.output().read(new byte[1], 0, 1))
            .isInstanceOf(BusyException.class)
            .hasMessageNotContaining("socket");
        cat.output().close();
        assertThatThrownBy(reading::join).hasCauseInstanceOf(SocketException.class);
        assertThatThrownBy(() -> cat.output().read(new byte[1], 0, 1))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("the pipe is closed");
        cat.input().close();
        assertThatThrownBy(() -> cat.input().write(new byte[1], 0, 1))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("the pipe is closed");
      }
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.4")
  // docs/edges.md: F19
  void a_grandchild_that_holds_the_pipes_does_not_hold_up_the_wait() throws IOException {
    run(() -> {
      try (var process = Command.of("sh", "-c", "exec 4<&0; cat <&4 & exit 3").start()) {
        Task<Integer> reading = spawn(() -> process.output().read(new byte[1], 0, 1));
        Connection.untilSuspended(reading);
        assertThat(timeoutAfter(Duration.ofMinutes(1), process::await))
            .isEqualTo(new ExitStatus.Exited(3));
        reading.cancel("test");
      }
    });
  }

  // ---------------------------------------------------------------- what it starts with

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.3")
  void directory_environment_and_files_are_what_was_said() throws Exception {
    Path log = files().writeString(path("log"), "before\n");
    Path input = files().writeString(path("input"), "from a file\n");
    Path directory = peers().areReal() ? peers().directory().toRealPath() : peers().directory();
    run(() -> {
      var command =
          Command.of("sh", "-c", "pwd; echo $COLOUR; cat; echo wrong >&2")
              .withDirectory(peers().directory())
              .withEnvironment("COLOUR", "red")
              .withInput(new Redirection.FromFile(input))
              .withOutput(new Redirection.ToFile(log, true))
              .withError(new Redirection.WithOutput());
      try (var process = command.start()) {
        assertThat(process.await().isSuccess()).isTrue();
        assertThatThrownBy(process::output).isInstanceOf(IllegalStateException.class);
      }
      try (var process =
          Command.of("cat")
              .withInput(new Redirection.Nothing())
              .withOutput(new Redirection.ToFile(input, false))
              .start()) {
        assertThat(process.await().isSuccess()).isTrue();
      }
    });
    assertThat(files().readString(log))
        .isEqualTo("before\n" + directory + "\nred\nfrom a file\nwrong\n");
    assertThat(files().readString(input)).isEmpty();
  }

  @Test
  @Specified("8.3")
  void the_empty_path_is_our_own_directory() throws IOException {
    run(() -> {
      try (var pwd = Command.of("pwd").withDirectory(Path.of("")).start()) {
        assertThat(pwd.communicate(NOTHING, LIMIT).outputText().strip())
            .isEqualTo(peers().process().workingDirectory().toString());
      }
    });
  }

  @Test
  @Specified("8.3")
  void the_environment_is_what_was_said_and_nothing_else() throws IOException {
    run(() -> {
      try (var env = Command.of("env").withEnvironment(Map.of("A", "1", "B", "2 = 3")).start()) {
        assertThat(env.communicate(NOTHING, LIMIT).outputText().lines())
            .containsExactlyInAnyOrder("A=1", "B=2 = 3");
      }
    });
  }

  @Test
  @Specified("8.3")
  void a_program_that_is_not_there_is_told_and_leaves_nothing() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      assertThatThrownBy(() -> Command.of("no-such-program").start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot start no-such-program")
          .hasMessageContaining("is not there");
      assertThatThrownBy(() -> Command.of("cat").withDirectory(path("none")).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot start cat");
      before.assertNothingMore();
    });
  }

  private static void assertRefused(Command command, String... words) {
    assertThatThrownBy(command::start)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot start " + command.toString().split(" ", 2)[0])
        .hasMessageContainingAll(words);
  }

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(path(name), text);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  @NeedsOutside("programs that the system refuses to start")
  @Test
  @Specified("8.3")
  void a_start_that_fails_says_why_and_what_to_do() throws IOException {
    String plain = script("plain", "echo hello\n").toString();
    String lost = script("lost", "#!/no/such/interpreter -x\necho hello\n").toString();
    String windows = script("windows", "#!/bin/sh\r\necho hello\r\n").toString();
    String text = Files.writeString(path("text"), "#!/bin/sh\n").toString();
    Path none = path("none");
    Path below = none.resolve("file");
    run(() -> {
      var before = Traces.now(peers().process());
      assertRefused(Command.of(plain), "#!", "/bin/sh");
      assertRefused(Command.of(lost), "interpreter /no/such/interpreter", "is not there");
      assertRefused(
          Command.of(script("outer", "#!" + lost + "\n").toString()),
          "of " + lost + ", its first line names the interpreter /no/such/interpreter");
      assertRefused(Command.of(windows), "carriage return", "dos2unix");
      assertRefused(Command.of(text), "chmod +x");
      assertRefused(Command.of(peers().directory().toString()), "it is a directory");
      assertRefused(Command.of(none.toString()), "is not there");
      assertRefused(Command.of("cat").withDirectory(none), "working directory " + none);
      assertRefused(Command.of("cat").withDirectory(Path.of(text)), "is not a directory");
      assertRefused(Command.of("echo", "x".repeat(3_000_000)), "too long", "E2BIG");
      assertRefused(
          Command.of("cat").withInput(new Redirection.FromFile(none)), none + ", its input");
      assertRefused(
          Command.of("cat").withError(new Redirection.ToFile(below, false)),
          below + ", its standard error",
          "directory is not there");
      before.assertNothingMore();
    });
  }

  @Test
  @Specified("8.3")
  void what_the_system_would_change_is_refused_when_it_is_said() {
    var nothing = new Redirection.Nothing();
    for (var variable : Map.of("X", "a\0b", "A=B", "c", "", "c", "A\0B", "c").entrySet()) {
      assertThatThrownBy(() -> EnvironmentVariables.of(Map.ofEntries(variable)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> EnvironmentVariables.ours().with(variable.getKey(), variable.getValue()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (var command :
        List.of(List.<String>of(), List.of(""), List.of("a\0b"), List.of("a", "\ud800"))) {
      assertThatThrownBy(() ->
              new StartProcess(
                  command, EnvironmentVariables.ours(), null, false, nothing, nothing, nothing))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Specified("8.3")
  void variables_are_added_to_ours_or_left_out() throws IOException {
    run(() -> {
      var env = Command.of("env").withEnvironment("GONZO_TEST", "1").withoutEnvironment("PATH");
      try (var process = env.start()) {
        List<String> seen = process.communicate(NOTHING, LIMIT).outputText().lines().toList();
        assertThat(seen).contains("GONZO_TEST=1").noneMatch(line -> line.startsWith("PATH="));
      }
      var changed = new HashMap<>(System.getenv());
      changed.put("GONZO_TEST", "2");
      try (var process = Command.of("env").withEnvironment(changed).start()) {
        assertThat(process.communicate(NOTHING, LIMIT).outputText().lines())
            .contains("GONZO_TEST=2");
      }
    });
  }

  // ---------------------------------------------------------------- signals and groups

  private static RunningProcess leader(String script) throws IOException {
    try {
      return Command.of("sh", "-c", script).withProcessGroup().withGrace(GRACE).start();
    } catch (UnsupportedOperationException without) {
      return Assumptions.abort("this kernel starts no process groups");
    }
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.5")
  void a_group_is_ended_with_its_leader() throws IOException {
    run(() -> {
      long child;
      try (var process = leader("sleep 100 & echo $!; wait")) {
        var line = new byte[20];
        int count = process.output().read(line, 0, line.length);
        child = Long.parseLong(new String(line, 0, count, UTF_8).strip());
        assertThat(peers().process().isAlive(child)).isTrue();
      }
      timeoutAfter(Duration.ofMinutes(1), () -> Traces.awaitEnd(peers().process(), child));
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.2")
  void a_leader_that_is_closed_before_anybody_waited_takes_its_group_along() throws IOException {
    run(() -> {
      Path told = path("child");
      StartedProcess family;
      try {
        family =
            Coroutine.trap(
                asked(true, "/bin/sh", "-c", "/bin/sleep 100 & echo $! > " + told + "; wait"));
      } catch (UnsupportedOperationException without) {
        Assumptions.abort("this kernel starts no process groups");
        return;
      }
      while (!files().exists(told) || !files().readString(told).endsWith("\n")) {
        sleep(Duration.ofMillis(1));
      }
      long child = Long.parseLong(files().readString(told).strip());
      close(family);
      timeoutAfter(Duration.ofMinutes(1), () -> Traces.awaitEnd(peers().process(), child));
    });
  }

  @Test
  @Specified("8.5")
  void the_group_of_one_that_leads_none_is_refused() throws IOException {
    run(() -> {
      StartedProcess sleeping = Coroutine.trap(asked(false, "sleep", "100"));
      assertThatThrownBy(
              () -> Coroutine.trap(new SignalProcess(sleeping.process(), TERMINATE, true)))
          .isInstanceOf(IllegalArgumentException.class);
      Trap<@Nullable Void> group = new WaitForGroup(sleeping.process());
      assertThatThrownBy(() -> Coroutine.trap(group)).isInstanceOf(IllegalArgumentException.class);
      close(sleeping);
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.6")
  void a_group_is_awaited_with_all_its_members_and_others_run_meanwhile() throws IOException {
    run(() -> {
      StartedProcess family;
      try {
        family = Coroutine.trap(asked(true, "/bin/sh", "-c", "/bin/sleep 0.3 & exit 0"));
      } catch (UnsupportedOperationException without) {
        Assumptions.abort("this kernel starts no process groups");
        return;
      }
      assertThat(Coroutine.trap(new WaitForProcess(family.process())).number()).isZero();
      Trap<@Nullable Void> wait = new WaitForGroup(family.process());
      Task<?> waiting =
          spawn(() -> {
            Coroutine.trap(wait);
          });
      Connection.untilSuspended(waiting);
      waiting.cancel("test");
      Coroutine.trap(wait);
      // No process gets it, and the id is not that of another group, since the leader is not reaped
      // yet.
      boolean _ = Coroutine.trap(new SignalProcess(family.process(), TERMINATE, true));
      close(family);
      assertThatThrownBy(() -> Coroutine.trap(wait)).isInstanceOf(SocketException.class);
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.5")
  void any_signal_reaches_it_or_is_refused_as_not_to_be_had() throws IOException {
    run(() -> {
      var script = "trap 'echo heard; exit' USR1; echo ready; while :; do sleep 0.01; done";
      try (var process = Command.of("sh", "-c", script).start()) {
        var buffer = new byte[20];
        int _ = process.output().read(buffer, 0, buffer.length);
        try {
          assertThat(process.signal(10)).isTrue();
        } catch (UnsupportedOperationException without) {
          Assumptions.abort("this kernel sends few signals");
        }
        int count = process.output().read(buffer, 0, buffer.length);
        assertThat(new String(buffer, 0, count, UTF_8)).isEqualTo("heard\n");
        assertThat(process.await().isSuccess()).isTrue();
      }
    });
  }

  @Test
  @Specified("8.5")
  void a_signal_sent_by_a_cancelled_task_is_sent() throws IOException {
    run(() -> {
      try (var process = Command.of("sleep", "100").start()) {
        Task<?> task =
            spawn(() -> {
              try {
                sleep(Duration.ofHours(1));
              } finally {
                boolean _ = process.terminate();
              }
            });
        Connection.untilSuspended(task);
        task.cancel("test");
        assertThat(
                Gonzo.<ExitStatus, IOException>timeoutAfter(Duration.ofMinutes(1), process::await))
            .isEqualTo(new ExitStatus.Signalled(TERMINATE));
      }
    });
  }

  @NeedsOutside(NeedsOutside.PYTHON)
  @Test
  @Specified("8.1")
  void a_child_that_writes_packets_into_its_pipe_is_heard_in_full() throws IOException {
    Assumptions.assumeTrue(Python.isHere(), Python.MISSING);
    String script =
        """
        import fcntl, os, sys
        try: fcntl.fcntl(1, fcntl.F_SETFL, os.O_DIRECT)
        except OSError: pass
        for packet in (b'ONE', b'TWO', b'THREE'): os.write(1, packet)
        os.write(2, b'written')
        sys.stdin.read()
        """;
    run(() -> {
      var command =
          Command.of("python3", "-c", script)
              .withInput(new Redirection.Pipe())
              .withError(new Redirection.Pipe());
      try (var child = command.start()) {
        var buffer = new byte[100];
        assertThat(child.error().read(buffer, 0, buffer.length)).isPositive();
        var all = new StringBuilder();
        while (!all.toString().endsWith("THREE")) {
          int count =
              timeoutAfter(
                  Duration.ofSeconds(20), () -> child.output().read(buffer, 0, buffer.length));
          assertThat(count).isPositive();
          all.append(new String(buffer, 0, count, UTF_8));
        }
        assertThat(all.toString()).isEqualTo("ONETWOTHREE");
      }
    });
  }
}
