package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Task;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.Pipeline;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 8, "Processes": pipelines, in which each process reads the output of the one before. */
@Specified({"8.1", "8.3"})
@Tag("realTime")
public abstract class PipelinesConformance extends Conformance {
  private static final int LIMIT = 1 << 24;
  private static final byte[] NOTHING = new byte[0];
  private static final ExitStatus SUCCESS = new ExitStatus.Exited(0);
  private static final Duration SOON = Duration.ofMillis(50);

  /** Creates the chapter. */
  protected PipelinesConformance() {
    super(ProcessTrap.class);
  }

  @BeforeEach
  void skipWithoutPrograms() {
    Assumptions.assumeTrue(peers().process().startsPrograms(), "there are no programs here");
  }

  private static Command shell(String script) {
    return Command.of("sh", "-c", script);
  }

  private static Pipeline threeOf(Command command) {
    return command.pipeTo(command).pipeTo(command);
  }

  @Test
  void what_one_writes_the_next_one_reads() throws IOException {
    var lines = "b\na\nb\nc\n".repeat(100_000).getBytes(UTF_8);
    run(() -> {
      var pipeline = Command.of("sort").pipeTo(Command.of("uniq")).pipeTo(Command.of("wc", "-l"));
      assertThat(pipeline).hasToString("sort | uniq | wc -l");
      try (var running = pipeline.start()) {
        assertThat(running.processes()).hasSize(3);
        var captured = running.communicate(lines, 100);
        assertThat(captured.outputText().strip()).isEqualTo("3");
        assertThat(captured.status().each()).containsExactly(SUCCESS, SUCCESS, SUCCESS);
        assertThat(captured.status().isSuccess()).isTrue();
        assertThat(captured.status().decisive()).isEqualTo(SUCCESS);
      }
    });
  }

  @Test
  void much_passes_through_all_of_them_as_it_was() throws IOException {
    var bytes = "0123456789abcde\n".repeat(200_000).getBytes(UTF_8);
    run(() -> {
      try (var running = threeOf(Command.of("cat")).start()) {
        assertThat(running.communicate(bytes, LIMIT).output()).isEqualTo(bytes);
      }
    });
  }

  @Test
  void each_end_is_told_and_the_last_that_failed_decides() throws IOException {
    run(() -> {
      var pipeline =
          shell("cat; echo first >&2; exit 3").pipeTo(shell("cat; exit 4")).pipeTo(shell("cat"));
      try (var running = pipeline.start()) {
        var captured = running.communicate("text".getBytes(UTF_8), 100);
        assertThat(captured.outputText()).isEqualTo("text");
        assertThat(captured.errorText(0)).isEqualTo("first\n");
        assertThat(captured.errorText(1)).isEmpty();
        assertThat(captured.status().each())
            .containsExactly(new ExitStatus.Exited(3), new ExitStatus.Exited(4), SUCCESS);
        assertThat(captured.status().isSuccess()).isFalse();
        assertThat(captured.status().decisive()).isEqualTo(new ExitStatus.Exited(4));
      }
    });
  }

  @Test
  void who_writes_to_one_that_has_ended_ends_too() throws IOException {
    run(() -> {
      try (var running = Command.of("yes").pipeTo(Command.of("head", "-n", "2")).start()) {
        var captured = timeoutAfter(Duration.ofMinutes(1), () -> running.communicate(NOTHING, 99));
        assertThat(captured.outputText()).isEqualTo("y\ny\n");
        assertThat(captured.status().each().getFirst().isSuccess()).isFalse();
        assertThat(captured.status().each().getLast()).isEqualTo(SUCCESS);
      }
    });
  }

  @Test
  void the_ends_are_the_callers_and_what_is_between_is_not() throws IOException {
    run(() -> {
      try (var running = Command.of("cat").pipeTo(Command.of("cat")).start()) {
        byte[] sent = "piece".getBytes(UTF_8);
        running.input().writeAll(sent, 0, sent.length);
        var buffer = new byte[10];
        int count = running.output().read(buffer, 0, buffer.length);
        assertThat(new String(buffer, 0, count, UTF_8)).isEqualTo("piece");
        assertThatThrownBy(() -> running.processes().getFirst().output())
            .isInstanceOf(IllegalStateException.class);
        running.input().close();
        assertThat(running.output().read(buffer, 0, 1)).isEqualTo(-1);
        assertThat(running.await().isSuccess()).isTrue();
      }
    });
  }

  @Test
  void what_is_redirected_cannot_be_piped_too() {
    var nothing = new Redirection.Nothing();
    assertThatThrownBy(() -> Command.of("cat").withOutput(nothing).pipeTo(Command.of("cat")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Command.of("cat").pipeTo(Command.of("cat").withInput(nothing)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void if_one_cannot_be_started_those_before_it_are_ended() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      var pipeline =
          Command.of("sleep", "100").pipeTo(Command.of("cat")).pipeTo(Command.of("no-such-one"));
      assertThatThrownBy(pipeline::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot start no-such-one");
      before.assertNothingMore();
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  void a_timeout_stops_all_of_them() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      var deaf = shell("trap '' TERM; echo deaf; while :; do sleep 0.1; done").withGrace(SOON);
      try (var running = Command.of("sleep", "100").pipeTo(deaf).start()) {
        // When it has written something, it ignores SIGTERM.
        assertThat(running.output().read(new byte[10], 0, 10)).isPositive();
        assertThat(running.awaitOrStop(SOON).each())
            .containsExactly(new ExitStatus.Signalled(15), new ExitStatus.Signalled(9));
      }
      assertThatThrownBy(() ->
              timeoutAfter(
                  SOON,
                  () -> {
                    try (var running = threeOf(Command.of("sleep", "100")).start()) {
                      running.communicate(NOTHING, LIMIT);
                    }
                  }))
          .isInstanceOf(DeadlineExceededException.class);
      before.assertNothingMore();
    });
  }

  @Test
  void wherever_it_is_cancelled_nothing_is_left() throws IOException {
    int runs =
        CancelEverywhere.on(() -> kernel())
            .check(() ->
                new Scenario() {
                  private @Nullable Traces before;

                  @Override
                  public void run() throws IOException {
                    before = Traces.now(peers().process());
                    try (var running = Command.of("cat").pipeTo(Command.of("cat")).start()) {
                      assertThat(running.communicate("abc".getBytes(UTF_8), 10).outputText())
                          .isEqualTo("abc");
                    }
                  }

                  @Override
                  public void check() throws IOException {
                    Objects.requireNonNull(before).assertNothingMore();
                  }
                });
    assertThat(runs).isGreaterThan(15);
  }

  // ---------------------------------------------------------------- by the trap itself

  private static final EnvironmentVariables NONE = EnvironmentVariables.of(Map.of());

  private static StartProcess asked(Redirection input, String... command) {
    var nothing = new Redirection.Nothing();
    return new StartProcess(
        List.of(command), NONE, null, false, input, new Redirection.Pipe(), nothing);
  }

  private static void close(StartedProcess process) throws IOException {
    Trap<@Nullable Void> close = new Close(process.process());
    Coroutine.trap(close);
  }

  @Test
  @Specified("8.3")
  void a_pipe_that_was_handed_over_is_closed_here_and_one_that_was_not_stays() throws IOException {
    run(() -> {
      var echo = Coroutine.trap(asked(new Redirection.Nothing(), "sh", "-c", "echo text"));
      var output = Objects.requireNonNull(echo.output());
      var from = new Redirection.FromPipe(output);
      assertThatThrownBy(() -> Coroutine.trap(asked(from, "no-such-program")))
          .isInstanceOf(IOException.class);
      StartedProcess cat = Coroutine.trap(asked(from, "cat"));
      var buffer = new byte[10];
      assertThatThrownBy(() -> Coroutine.trap(new Receive(output, buffer, 0, 10)))
          .isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> Coroutine.trap(asked(from, "cat")))
          .isInstanceOf(SocketException.class);
      var read = new Receive(Objects.requireNonNull(cat.output()), buffer, 0, 10);
      assertThat(Coroutine.trap(read)).isEqualTo(5);
      close(echo);
      close(cat);
    });
  }

  @Test
  @Specified("8.3")
  void a_pipe_that_somebody_reads_is_not_handed_over() throws IOException {
    run(() -> {
      var sleep = Coroutine.trap(asked(new Redirection.Nothing(), "sleep", "100"));
      var output = Objects.requireNonNull(sleep.output());
      Task<?> reading = spawn(() -> Coroutine.trap(new Receive(output, new byte[1], 0, 1)));
      Connection.untilSuspended(reading);
      assertThatThrownBy(() -> Coroutine.trap(asked(new Redirection.FromPipe(output), "cat")))
          .isInstanceOf(BusyException.class);
      reading.cancel("test");
      close(sleep);
    });
  }
}
