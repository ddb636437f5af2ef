package dev.gonzo.process;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.BusyException;
import dev.gonzo.Cancelled;
import dev.gonzo.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues of signals, and what the signals do before and after. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a read ignores interrupts
@Tag("realTime")
class SignalQueueTest {
  /** Receives signals until the last one, and then waits. */
  static final class Hearing {
    public static void main(String[] arguments) {
      run(() -> {
        try (var signals = Signals.open("HUP", "SIGUSR1", "INT")) {
          System.out.println(signals);
          System.out.println("ready");
          for (String name : signals) {
            System.out.println("heard " + name);
            if (name.equals("USR1")) {
              break;
            }
          }
        }
        System.out.println("closed");
        try {
          sleep(Duration.ofHours(1));
        } catch (Cancelled cancelled) {
          System.out.println("cleaned up after " + cancelled.reason());
          throw cancelled;
        }
      });
    }
  }

  @Test
  // docs/edges.md: G14
  void while_a_queue_is_open_signals_only_go_there_and_then_they_do_what_they_did()
      throws Exception {
    try (var program = ChildJvm.start(Hearing.class, "-Dgonzo.watchdog=0")) {
      program.awaitLine("the queue of the signals HUP, USR1, INT");
      program.awaitLine("ready");
      for (String name : new String[] {"HUP", "INT", "INT", "HUP", "USR1"}) {
        program.signal(name);
        program.awaitLine("heard " + name);
      }
      program.awaitLine("closed");
      program.signal("INT");
      assertThat(program.awaitEnd())
          .isEqualTo(new ChildJvm.Ended(130, "cleaned up after SIGINT\n", ""));
    }
  }

  /** Leaves a queue open when its run ends. */
  static final class Forgetful {
    public static void main(String[] arguments) throws InterruptedException {
      run(() -> Signals.open("TERM"));
      System.out.println("ready");
      Thread.sleep(Duration.ofHours(1));
    }
  }

  @Test
  void a_queue_that_was_left_open_ends_with_its_kernel() throws Exception {
    try (var program = ChildJvm.start(Forgetful.class)) {
      program.awaitLine("ready");
      program.signal("TERM");
      assertThat(program.awaitEnd().status()).isEqualTo(143);
    }
  }

  /** A program that may not handle signals. */
  static final class Forbidden {
    public static void main(String[] arguments) {
      run(() -> {
        try (var _ = Signals.open("USR1", "TERM")) {
          System.out.println("unreached");
        } catch (IllegalArgumentException refused) {
          System.out.println(refused.getMessage());
        }
      });
    }
  }

  @Test
  void where_the_jvm_leaves_signals_alone_a_queue_says_so() throws Exception {
    assertThat(ChildJvm.run(Forbidden.class, "-Xrs", "-Dgonzo.watchdog=0").out())
        .startsWith("signal TERM is not available here: ");
  }

  @Test
  void a_signal_is_told_to_each_queue_and_once_until_it_is_taken() throws Exception {
    run(() -> {
      try (var first = Signals.open("USR1");
          var second = Signals.open("USR1", "HUP")) {
        var waiting = spawn(() -> first.iterator().next());
        yieldNow();
        for (int i = 0; i < 2; i++) {
          try (var kill = Command.of("kill", "-USR1", "" + ProcessHandle.current().pid()).start()) {
            assertThat(kill.await().isSuccess()).isTrue();
          }
          assertThat(second.take()).isEqualTo("USR1");
        }
        assertThat(waiting.join()).isEqualTo("USR1");
        var cancelled = spawn(second::take);
        yieldNow();
        assertThatThrownBy(second::take).isInstanceOf(BusyException.class);
        cancelled.cancel();
        var closed = spawn(second::take);
        yieldNow();
        second.close();
        assertThatThrownBy(closed::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(second::take).isInstanceOf(IllegalStateException.class);
        assertThat(second.iterator().hasNext()).isFalse();
      }
      assertThatThrownBy(() -> Signals.open("USR1", "NOSUCH"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("NOSUCH");
      assertThatThrownBy(Signals::open).isInstanceOf(IllegalArgumentException.class);
    });
  }
}
