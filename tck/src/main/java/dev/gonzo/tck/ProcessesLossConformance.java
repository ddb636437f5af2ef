package dev.gonzo.tck;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.OutputTooLargeException;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.testing.CancelEverywhere;
import dev.gonzo.testing.CancelEverywhere.Scenario;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.Redirection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chapter 8, "Processes": cancelled, timed-out and forgotten ones leave nothing behind. */
@Specified({"8.1", "8.2", "8.3", "8.4", "8.5", "8.6"})
@Tag("realTime")
public abstract class ProcessesLossConformance extends Conformance {
  private static final int IN_A_ROW = 300;
  private static final int AT_ONCE = 30;
  private static final int TALKS = 100;
  private static final int LIMIT = 1 << 24;
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration FOREVER = Duration.ofDays(1);

  /** Creates the chapter. */
  protected ProcessesLossConformance() {
    super(ProcessTrap.class);
  }

  @BeforeEach
  void skipWithoutPrograms() {
    Assumptions.assumeTrue(peers().process().startsPrograms(), "there are no programs here");
  }

  // ---------------------------------------------------------------- cancelled anywhere

  /**
   * Starts a process, writes, reads, waits and communicates; the process is ended wherever this is
   * cancelled.
   */
  private static final class Conversations implements Scenario {
    private final Traces before;

    Conversations(Traces before) {
      this.before = before;
    }

    @Override
    public void run() throws IOException {
      try (var cat = Command.of("cat").start()) {
        cat.input().writeAll("abc".getBytes(UTF_8), 0, 3);
        assertThat(cat.output().read(new byte[3], 0, 3)).isPositive();
        cat.input().close();
        assertThat(cat.await().isSuccess()).isTrue();
      }
      try (var both = Command.of("sh", "-c", "cat; echo error >&2").start()) {
        var captured = both.communicate("some text".getBytes(UTF_8), 100);
        assertThat(captured.outputText() + captured.errorText()).isEqualTo("some texterror\n");
      }
      try (var sleep = Command.of("sleep", "100").start()) {
        assertThat(sleep.awaitOrStop(Duration.ofMillis(1)).isSuccess()).isFalse();
      }
    }

    @Override
    public void check() throws IOException {
      before.assertNothingMore();
    }
  }

  @Test
  // docs/edges.md: F19
  void wherever_it_is_cancelled_no_orphan_no_zombie_and_no_descriptor_is_left() throws IOException {
    var before = new Traces[1];
    run(() -> before[0] = Traces.now(peers().process()));
    int runs =
        CancelEverywhere.on(() -> kernel())
            .check(() -> new Conversations(Traces.now(peers().process())));
    assertThat(runs).isGreaterThan(30);
    run(() -> before[0].assertNothingMore());
  }

  @Test
  void starts_that_are_cancelled_at_any_moment_leave_nothing() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      for (int i = 0; i < 40; i++) {
        Task<?> starting =
            spawn(() -> {
              try (var process = Command.of("sleep", "100").start()) {
                return process.await();
              }
            });
        sleep(
            Duration.ofNanos(i * 100_000L)); // a thread may be starting it by now, or have done so
        starting.cancel("test");
      }
      before.assertNothingMore();
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  void reads_that_are_cancelled_at_any_moment_lose_no_byte() throws IOException {
    run(() -> {
      var script = "for i in 1 2 3 4 5 6 7 8 9; do echo line $i; sleep 0.01; done";
      try (var process = Command.of("sh", "-c", script).start()) {
        var heard = new ByteArrayOutputStream();
        var piece = new byte[4];
        int count = 0;
        while (count >= 0) {
          count =
              ignoreAfter(Duration.ofMillis(1), () -> process.output().read(piece, 0, piece.length))
                  .orElse(0);
          heard.write(piece, 0, Math.max(0, count));
        }
        assertThat(heard.toString(UTF_8).lines())
            .hasSize(9)
            .startsWith("line 1")
            .endsWith("line 9");
      }
    });
  }

  @Test
  void what_comes_when_nobody_reads_any_more_is_there_for_the_next() throws IOException {
    run(() -> {
      try (var cat = Command.of("cat").start()) {
        var buffer = new byte[10];
        Task<?> reading = spawn(() -> cat.output().read(new byte[10], 0, 10));
        Connection.untilSuspended(reading);
        sleep(Duration.ofMillis(5)); // by now a thread blocks in the pipe, on kernels that use one
        reading.cancel("test");
        cat.input().writeAll("abc".getBytes(UTF_8), 0, 3);
        sleep(Duration.ofMillis(20));
        assertThat(timeoutAfter(Duration.ofMinutes(1), () -> cat.output().read(buffer, 0, 10)))
            .isEqualTo(3);
      }
    });
  }

  @Test
  void a_write_that_is_cancelled_has_told_how_much_was_taken() throws IOException {
    run(() -> {
      try (var process = Command.of("sh", "-c", "read wait; cat").start()) {
        // More than a pipe holds: it blocks until that is read, which happens only after a line.
        long[] taken = new long[1];
        var piece = new byte[10_000];
        Arrays.fill(piece, (byte) 'x');
        var writing =
            spawn(() -> {
              byte[] line = "\n".getBytes(UTF_8);
              process.input().writeAll(line, 0, 1);
              while (true) {
                taken[0] += process.input().write(piece, 0, piece.length);
              }
            });
        var reading =
            spawn(() -> {
              long count = 0;
              var buffer = new byte[1 << 16];
              for (int n; (n = process.output().read(buffer, 0, buffer.length)) >= 0; ) {
                count += n;
              }
              return count;
            });
        while (taken[0] < 5_000_000) {
          yieldNow();
        }
        writing.cancel("test");
        process.input().close();
        assertThat(reading.join()).isEqualTo(taken[0]);
      }
    });
  }

  /**
   * Three of our threads block in its pipes, and each of their actions may reach the kernel at any
   * moment.
   */
  @Test
  void no_word_of_a_pipe_is_lost_however_many_come_at_once() throws IOException {
    var text = new byte[1_000_000];
    Arrays.fill(text, (byte) 'x');
    run(() -> {
      for (int i = 0; i < TALKS; i++) {
        try (var tee = Command.of("tee", "/dev/stderr").start()) {
          var captured = tee.communicate(text, text.length);
          assertThat(captured.output()).hasSize(text.length);
          assertThat(captured.error()).hasSize(text.length);
        }
      }
    });
  }

  @Test
  void several_tasks_wait_and_a_cancelled_one_takes_nothing_from_the_others() throws IOException {
    run(() -> {
      try (var cat = Command.of("cat").start()) {
        var first = spawn(cat::await);
        var second = spawn(cat::await);
        yieldNow();
        first.cancel();
        cat.input().close();
        assertThat(second.join()).isEqualTo(new ExitStatus.Exited(0));
      }
    });
  }

  // ---------------------------------------------------------------- stopped

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  void a_process_that_does_not_listen_is_killed_after_its_grace() throws IOException {
    run(() -> {
      var deaf = Command.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
      try (var process = deaf.withGrace(SOON).start()) {
        int _ = process.output().read(new byte[10], 0, 10);
        assertThat(process.awaitOrStop(SOON)).isEqualTo(new ExitStatus.Signalled(9));
      }
      try (var process = Command.of("sleep", "100").start()) {
        assertThat(process.awaitOrStop(SOON)).isEqualTo(new ExitStatus.Signalled(15));
      }
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  // docs/edges.md: F19
  void a_timeout_terminates_and_then_kills_and_leaves_nothing() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      for (String script :
          new String[] {"sleep 100", "trap '' TERM; while :; do sleep 0.1; done"}) {
        assertThatThrownBy(() ->
                timeoutAfter(
                    SOON,
                    () -> {
                      try (var process = Command.of("sh", "-c", script).withGrace(SOON).start()) {
                        process.communicate(NOTHING, LIMIT);
                      }
                    }))
            .isInstanceOf(DeadlineExceededException.class);
      }
      peers().process().children().forEach(id -> assertThat(before.children()).contains(id));
      before.assertNothingMore();
    });
  }

  @Test
  void more_than_the_limit_is_refused_and_close_ends_the_process() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      RunningProcess yes = Command.of("yes").start();
      try (yes) {
        assertThatThrownBy(() -> yes.communicate(NOTHING, 1_000_000))
            .isInstanceOf(OutputTooLargeException.class);
      }
      assertThat(peers().process().isAlive(yes.id())).isFalse();
      yes.close(); // twice is harmless
      before.assertNothingMore();
    });
  }

  @Test
  @Specified({"2.5", "8.2"})
  void what_was_left_open_ends_with_the_kernel() throws IOException {
    var id = new long[1];
    var before = new Traces[1];
    run(() -> {
      before[0] = Traces.now(peers().process());
      id[0] = Command.of("sleep", "100").start().id();
    });
    run(() -> {
      timeoutAfter(Duration.ofMinutes(1), () -> Traces.awaitEnd(peers().process(), id[0]));
      before[0].assertNothingMore();
    });
  }

  // ---------------------------------------------------------------- many

  @Test
  void short_processes_in_a_row_leak_nothing() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      for (int i = 0; i < IN_A_ROW; i++) {
        try (var process = Command.of("true").start()) {
          assertThat(process.await().isSuccess()).isTrue();
        }
      }
      before.assertNothingMore();
    });
  }

  @Test
  void many_at_once_each_hear_their_own() throws IOException {
    run(() -> {
      var before = Traces.now(peers().process());
      try (var group = TaskGroup.<String>open()) {
        for (int i = 0; i < AT_ONCE; i++) {
          byte[] text = ("text of " + i).getBytes(UTF_8);
          group.spawn(() -> {
            try (var cat = Command.of("cat").start()) {
              return cat.communicate(text, 100).outputText();
            }
          });
        }
        group.join();
        assertThat(group.results()).hasSize(AT_ONCE).doesNotHaveDuplicates();
      }
      before.assertNothingMore();
    });
  }

  // ---------------------------------------------------------------- groups

  private static RunningProcess leader(Duration grace, String script) throws IOException {
    try {
      return Command.of("sh", "-c", script).withProcessGroup().withGrace(grace).start();
    } catch (UnsupportedOperationException without) {
      return Assumptions.abort("this kernel starts no process groups");
    }
  }

  private static String line(RunningProcess process) throws IOException {
    var line = new ByteArrayOutputStream();
    var one = new byte[1];
    while (process.output().read(one, 0, 1) > 0 && one[0] != '\n') {
      line.write(one, 0, 1);
    }
    return line.toString(UTF_8);
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified({"8.2", "8.5", "8.6"})
  void a_group_ends_with_the_block_of_its_leader_although_that_was_awaited() throws IOException {
    run(() -> {
      long member;
      try (var leader = leader(FOREVER, "sleep 100 & echo $!; exit 3")) {
        member = Long.parseLong(line(leader));
        assertThat(leader.await()).isEqualTo(new ExitStatus.Exited(3));
        assertThat(leader.await()).isEqualTo(new ExitStatus.Exited(3));
        assertThat(peers().process().isAlive(member)).isTrue();
      }
      assertThat(peers().process().isAlive(member)).isFalse();
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified({"8.2", "8.6"})
  void a_member_that_ignores_the_end_of_its_leader_is_killed_after_the_grace() throws IOException {
    run(() -> {
      long member;
      try (var leader =
          leader(SOON, "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & wait")) {
        member = Long.parseLong(line(leader));
        assertThat(leader.terminate()).isTrue();
        assertThat(leader.await()).isEqualTo(new ExitStatus.Signalled(15));
        assertThat(peers().process().isAlive(member)).isTrue();
      }
      timeoutAfter(Duration.ofSeconds(20), () -> Traces.awaitEnd(peers().process(), member));
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.6")
  void a_member_has_the_grace_to_clean_up_after_its_leader_has_ended() throws IOException {
    Path cleaned = path("cleaned");
    String member =
        "sh -c 'trap \"sleep 0.2; echo done > %s; exit\" TERM; echo ready; while :; do sleep 0.02; done'"
            .formatted(cleaned);
    run(() -> {
      try (var leader = leader(FOREVER, member + " & wait")) {
        assertThat(line(leader)).isEqualTo("ready");
        assertThat(leader.terminate()).isTrue();
        assertThat(leader.await()).isEqualTo(new ExitStatus.Signalled(15));
      }
      assertThat(files().readString(cleaned)).isEqualTo("done\n");
    });
  }

  // ---------------------------------------------------------------- the end of a block

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.2")
  void at_the_normal_end_of_its_block_a_filter_finishes() throws IOException {
    Path result = path("result");
    var count = Command.of("sh", "-c", "wc -c; sleep 0.2; echo finished > " + result);
    run(() -> {
      try (var filter = count.withGrace(FOREVER).start()) {
        filter.input().writeAll(new byte[100_000], 0, 100_000);
      }
      assertThat(files().readString(result)).isEqualTo("finished\n");
      try (var both = Command.of("cat").pipeTo(count.withGrace(FOREVER)).start()) {
        files().delete(result);
        both.input().writeAll(new byte[100_000], 0, 100_000);
      }
      assertThat(files().readString(result)).isEqualTo("finished\n");
    });
  }

  @Test
  @Specified("8.2")
  void a_process_that_writes_without_end_ends_when_nobody_reads() throws IOException {
    run(() -> {
      try (var yes = Command.of("yes").withGrace(FOREVER).start()) {
        assertThat(line(yes)).isEqualTo("y");
      }
    });
  }

  @NeedsOutside(NeedsOutside.SHELL)
  @Test
  @Specified("8.2")
  void a_process_that_goes_on_is_asked_to_end_after_its_grace_and_then_killed() throws IOException {
    run(() -> {
      RunningProcess sleep = Command.of("sleep", "100").withGrace(SOON).start();
      sleep.close();
      assertThat(sleep.await()).isEqualTo(new ExitStatus.Signalled(15));
      var script = "trap '' TERM; echo ready; while :; do sleep 0.02; done";
      RunningProcess deaf = Command.of("sh", "-c", script).withGrace(SOON).start();
      assertThat(line(deaf)).isEqualTo("ready");
      deaf.close();
      assertThat(deaf.await()).isEqualTo(new ExitStatus.Signalled(9));
    });
  }

  @Test
  @Specified("8.2")
  void a_cancellation_does_not_wait_for_the_grace() throws IOException {
    run(() -> {
      Command forever = Command.of("sleep", "100").withGrace(FOREVER);
      Task<?> inside =
          spawn(() -> {
            try (var sleep = forever.start()) {
              return sleep.await();
            }
          });
      Connection.untilSuspended(inside);
      inside.cancel("inside");
      var closing = new RunningProcess[1];
      Task<?> atTheEnd =
          spawn(() -> {
            closing[0] = forever.start();
            closing[0].close();
            Gonzo.checkpoint();
          });
      while (closing[0] == null) {
        yieldNow();
      }
      Connection.untilSuspended(atTheEnd);
      atTheEnd.cancel("at the end");
      assertThat(atTheEnd.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
      assertThat(closing[0].await()).isEqualTo(new ExitStatus.Signalled(15));
    });
  }

  // ---------------------------------------------------------------- files whose opening waits

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("8.3")
  void a_fifo_without_its_other_end_holds_up_only_the_start_that_opens_it() throws Exception {
    Path fifo = NamedPipe.create(peers().directory());
    run(() -> {
      var nothing = new Redirection.Nothing();
      Command cat = Command.of("cat").withInput(new Redirection.FromFile(fifo));
      Command echo = Command.of("echo", "text").withOutput(new Redirection.ToFile(fifo, false));
      Task<String> reading =
          spawn(() -> {
            try (var process = cat.withError(nothing).start()) {
              return process.communicate(NOTHING, 100).outputText();
            }
          });
      Connection.untilSuspended(reading);
      try (var other = Command.of("echo", "other").start()) {
        assertThat(other.communicate(NOTHING, 100).outputText()).isEqualTo("other\n");
      }
      assertThat(reading.outcome()).isEmpty();
      try (var writing = echo.withError(nothing).start()) {
        assertThat(writing.await().isSuccess()).isTrue();
      }
      assertThat(reading.join()).isEqualTo("text\n");
    });
  }

  @NeedsOutside(NeedsOutside.NAMED_PIPE)
  @Test
  @Specified("8.3")
  void a_start_that_waits_for_a_fifo_is_called_off_and_nothing_was_started() throws Exception {
    Path output = path("output");
    Path fifo = NamedPipe.create(peers().directory());
    run(() -> {
      Task<?> starting =
          spawn(() ->
              Command.of("echo", "started")
                  .withInput(new Redirection.FromFile(fifo))
                  .withOutput(new Redirection.ToFile(output, false))
                  .start());
      Connection.untilSuspended(starting);
      starting.cancel("test");
      assertThat(starting.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
    });
    // Releases the thread that was left behind, since then both ends are open.
    new RandomAccessFile(fifo.toFile(), "rw").close();
    assertThat(output).doesNotExist();
  }
}
