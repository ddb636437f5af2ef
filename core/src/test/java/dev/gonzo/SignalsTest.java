package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.process.Signals;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and SIGTERM cancel the main task; a second one ends the program at once. */
@Tag("realTime")
class SignalsTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** Waits, and cleans up. */
  static final class Tidy {
    public static void main(String[] arguments) {
      run(() -> {
        try {
          System.out.println("ready");
          sleep(LONG);
        } catch (Cancelled cancelled) {
          sleep(Duration.ofMillis(1));
          System.out.println("cleaned up after " + cancelled.reason());
          throw cancelled;
        }
      });
      System.out.println("unreached");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "guest"})
  // docs/edges.md: G12
  void an_interrupt_lets_clean_up_run_and_ends_the_program_as_the_signal_does(String kernel)
      throws Exception {
    try (var program = ChildJvm.start(Tidy.class, "-Dgonzo.kernel=" + kernel)) {
      program.awaitLine("ready");
      program.signal("INT");
      assertThat(program.awaitEnd())
          .isEqualTo(new ChildJvm.Ended(130, "cleaned up after SIGINT\n", ""));
    }
  }

  @Test
  // docs/edges.md: G13
  void a_termination_does_too() throws Exception {
    try (var program = ChildJvm.start(Tidy.class)) {
      program.awaitLine("ready");
      program.signal("TERM");
      assertThat(program.awaitEnd())
          .isEqualTo(new ChildJvm.Ended(143, "cleaned up after SIGTERM\n", ""));
    }
  }

  /** Cleans up for an hour. */
  static final class Slow {
    public static void main(String[] arguments) {
      run(() -> {
        try {
          System.out.println("ready");
          sleep(LONG);
        } finally {
          System.out.println("cleaning up");
          withoutCancellation(() -> sleep(LONG));
          System.out.println("unreached");
        }
      });
    }
  }

  @Test
  // docs/edges.md: G12
  void a_second_one_ends_a_slow_clean_up_at_once() throws Exception {
    try (var program = ChildJvm.start(Slow.class)) {
      program.awaitLine("ready");
      program.signal("TERM");
      program.awaitLine("cleaning up");
      program.signal("INT");
      assertThat(program.awaitEnd()).isEqualTo(new ChildJvm.Ended(130, "", ""));
    }
  }

  /** Swallows the cancellation twice, and is finally cancelled by an interrupt. */
  static final class Swallowing {
    public static void main(String[] arguments) {
      for (int round = 1; round <= 2; round++) {
        String ready = "ready " + round;
        run(() -> {
          try {
            System.out.println(ready);
            sleep(LONG);
          } catch (Cancelled swallowed) {
            System.out.println("swallowed");
          }
        });
      }
      Thread.currentThread().interrupt();
      try {
        run(() -> sleep(LONG));
      } catch (Cancelled cancelled) {
        System.out.println(cancelled.reason());
      }
    }
  }

  @Test
  void a_program_that_swallows_it_returns_and_the_next_run_knows_nothing_of_it() throws Exception {
    try (var program = ChildJvm.start(Swallowing.class)) {
      program.awaitLine("ready 1");
      program.signal("INT");
      program.awaitLine("swallowed");
      program.awaitLine("ready 2");
      program.signal("INT");
      var ended = program.awaitEnd();
      assertThat(ended.out()).isEqualTo("swallowed\nthe thread that called run was interrupted\n");
      assertThat(ended.status()).isZero();
      assertThat(ended.err()).contains("a cancellation was swallowed");
    }
  }

  /** Runs in a shield all the time, so that a signal never reaches it. */
  static final class Shielded {
    public static void main(String[] arguments) {
      run(() ->
          withoutCancellation(() -> {
            System.out.println("ready");
            awaitSignal();
            System.out.println("shield left");
          }));
      System.out.println("unreached");
    }
  }

  /** Returns while a daemon cleans up. */
  static final class Returned {
    public static void main(String[] arguments) {
      run(() -> {
        var _ =
            spawnDaemon(
                "daemon",
                () -> {
                  try {
                    sleep(LONG);
                  } finally {
                    System.out.println("ready");
                    awaitSignal();
                    System.out.println("cleaned up");
                  }
                });
        yieldNow();
      });
      System.out.println("unreached");
    }
  }

  /** Fails in its shield. */
  static final class Failing {
    public static void main(String[] arguments) {
      run(() ->
          withoutCancellation(() -> {
            System.out.println("ready");
            awaitSignal();
            throw new IllegalStateException("broken");
          }));
    }
  }

  private static ChildJvm start(Class<?> program, String kernel) throws Exception {
    return ChildJvm.start(program, "-Dgonzo.kernel=" + kernel, "-Dgonzo.watchdog=0");
  }

  /** Waits until the signal is due. */
  private static void awaitSignal() {
    while (Cancelled.pending().isEmpty()) {
      withoutCancellation(() -> sleep(Duration.ofMillis(1)));
    }
  }

  private static ChildJvm.Ended endsBySignal(ChildJvm program) throws Exception {
    program.awaitLine("ready");
    program.signal("TERM");
    return program.awaitEnd();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "guest"})
  void a_signal_that_a_shielded_main_task_never_meets_ends_the_program(String kernel)
      throws Exception {
    try (var program = start(Shielded.class, kernel)) {
      assertThat(endsBySignal(program)).isEqualTo(new ChildJvm.Ended(143, "shield left\n", ""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "guest"})
  void a_signal_that_comes_while_others_clean_up_ends_the_program_after_that(String kernel)
      throws Exception {
    try (var program = start(Returned.class, kernel)) {
      assertThat(endsBySignal(program)).isEqualTo(new ChildJvm.Ended(143, "cleaned up\n", ""));
    }
  }

  @Test
  void a_failure_that_a_signal_hides_is_logged() throws Exception {
    try (var program = start(Failing.class, "epoll")) {
      var ended = endsBySignal(program);
      assertThat(ended.status()).isEqualTo(143);
      assertThat(ended.err()).contains("a signal ends the program").contains("broken");
    }
  }

  /** Swallows the end of the run, however often it is asked for, until a signal comes. */
  static final class StubbornDaemon {
    public static void main(String[] arguments) {
      run(() -> {
        var _ =
            spawnDaemon(
                "stubborn",
                () -> {
                  while (true) {
                    try {
                      sleep(LONG);
                    } catch (Cancelled cancelled) {
                      if (cancelled.reason().startsWith("SIG")) {
                        throw cancelled;
                      }
                      System.out.println("ready");
                    }
                  }
                });
        yieldNow();
      });
    }
  }

  @Test
  void a_signal_reaches_a_task_that_has_swallowed_the_end_of_the_run() throws Exception {
    try (var program = ChildJvm.start(StubbornDaemon.class, "-Dgonzo.watchdog=0")) {
      program.awaitLine("ready");
      program.signal("TERM");
      assertThat(program.awaitEnd().status()).isEqualTo(143);
    }
  }

  /** Ends its run, and then does something else. */
  static final class Afterwards {
    public static void main(String[] arguments) throws InterruptedException {
      run(() -> {});
      System.out.println("ready");
      Thread.sleep(LONG);
    }
  }

  @Test
  // docs/edges.md: G14
  void after_the_run_a_signal_does_what_it_does_without_gonzo() throws Exception {
    try (var program = ChildJvm.start(Afterwards.class)) {
      program.awaitLine("ready");
      program.signal("INT");
      assertThat(program.awaitEnd()).isEqualTo(new ChildJvm.Ended(130, "", ""));
    }
  }

  /** A kernel on another thread, which has a queue of signals. */
  private static final class QueueElsewhere {
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch enough = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    void start() {
      Thread _ = Thread.ofPlatform().daemon().start(() -> run(this::hold));
    }

    private void hold() {
      try (var _ = Signals.open("INT")) {
        open.countDown();
        while (enough.getCount() > 0) {
          sleep(Duration.ofMillis(1));
        }
      }
      closed.countDown();
    }

    void close() throws InterruptedException {
      enough.countDown();
      closed.await();
    }
  }

  /** Ends its run while a queue is open that was opened during the run. */
  static final class QueueClosesLater {
    public static void main(String[] arguments) throws InterruptedException {
      var queue = new QueueElsewhere();
      run(() -> {
        queue.start();
        runInThread(() -> queue.open.await());
      });
      queue.close();
      System.out.println("ready");
      Thread.sleep(LONG);
    }
  }

  /** Begins its run while a queue is open, which closes during the run. */
  static final class QueueOpensEarlier {
    public static void main(String[] arguments) throws InterruptedException {
      var queue = new QueueElsewhere();
      queue.start();
      queue.open.await();
      run(() -> runInThread(queue::close));
      System.out.println("ready");
      Thread.sleep(LONG);
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {QueueClosesLater.class, QueueOpensEarlier.class})
  void a_run_and_a_queue_that_end_in_any_order_leave_signals_as_they_were(Class<?> program)
      throws Exception {
    try (var child = ChildJvm.start(program)) {
      child.awaitLine("ready");
      child.signal("INT");
      assertThat(child.awaitEnd()).isEqualTo(new ChildJvm.Ended(130, "", ""));
    }
  }
}
