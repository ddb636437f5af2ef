package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gonzo.Cancelled;
import dev.gonzo.ChildJvm;
import dev.gonzo.DeadlockException;
import dev.gonzo.Supervision;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kernels side by side: what they share, and how they end. */
@Timeout(300)
@Tag("realTime")
class PerCoreTest {
  private static final Supervision PATIENT =
      Supervision.of(ofMillis(1), ofMillis(2)).withLimit(2, ofMinutes(1));

  private final Set<Integer> cleanedUp = ConcurrentHashMap.newKeySet();

  /** Waits for ever, and records its cancellation. */
  private void waitForEver(int core) throws Exception {
    try {
      sleep(ofDays(1));
    } finally {
      sleep(ofMillis(1));
      cleanedUp.add(core);
    }
  }

  @Test
  void the_results_come_in_the_order_of_the_numbers() {
    var order = Queue.<Integer>universal(1);
    List<String> results =
        Kernels.resultsPerCore(
            2,
            core -> {
              if (core == 0) {
                return "after " + order.get();
              }
              order.put(core);
              return "first";
            });
    assertThat(results).containsExactly("after 1", "first");
  }

  @Test
  void each_runs_on_a_thread_of_its_own_at_the_same_time() {
    var together = new CyclicBarrier(3);
    List<Thread> threads =
        Kernels.resultsPerCore(
            3,
            _ -> {
              int _ = together.await();
              return Thread.currentThread();
            });
    assertThat(threads).doesNotHaveDuplicates();
  }

  @Test
  void one_that_fails_cancels_the_others_and_is_named() {
    var begun = new CountDownLatch(2);
    var thrown =
        catchThrowableOfType(
            KernelFailedException.class,
            () ->
                Kernels.perCore(
                    3,
                    core -> {
                      if (core == 1) {
                        begun.await();
                        throw new IOException("the disk is full");
                      }
                      begun.countDown();
                      waitForEver(core);
                    }));
    assertThat(thrown)
        .hasMessage("kernel 1 (of 0 to 2) failed: java.io.IOException: the disk is full")
        .hasCauseInstanceOf(IOException.class)
        .hasNoSuppressedExceptions();
    assertThat(thrown.core()).isEqualTo(1);
    assertThat(cleanedUp).containsExactlyInAnyOrder(0, 2);
  }

  @Test
  void what_fails_in_the_others_clean_up_is_suppressed() {
    var begun = new CountDownLatch(1);
    var thrown =
        catchThrowableOfType(
            KernelFailedException.class,
            () ->
                Kernels.perCore(
                    2,
                    core -> {
                      if (core == 0) {
                        begun.await();
                        throw new AssertionError("first");
                      }
                      begun.countDown();
                      try {
                        sleep(ofDays(1));
                      } finally {
                        closeBadly();
                      }
                    }));
    assertThat(thrown.core()).isZero();
    assertThat(thrown).hasCauseInstanceOf(AssertionError.class);
    assertThat(thrown.getSuppressed()).hasSize(1);
    assertThat(thrown.getSuppressed()[0])
        .isInstanceOf(KernelFailedException.class)
        .hasMessageContaining("kernel 1 ")
        .hasMessageContaining("cannot close");
  }

  private static void closeBadly() throws IOException {
    throw new IOException("cannot close");
  }

  @Test
  void a_deadlock_of_one_ends_all() {
    assertThatThrownBy(() ->
            Kernels.perCore(
                2,
                core -> {
                  if (core == 1) {
                    Event.of().await();
                  }
                  waitForEver(core);
                }))
        .isInstanceOf(KernelFailedException.class)
        .hasMessageContaining("kernel 1 ")
        .hasCauseInstanceOf(DeadlockException.class);
    assertThat(cleanedUp).containsExactly(0);
  }

  @Test
  void one_that_returns_leaves_the_others_alone() {
    var returned = new CountDownLatch(1);
    Kernels.perCore(
        2,
        core -> {
          if (core == 0) {
            returned.countDown();
            return;
          }
          returned.await();
          sleep(ofMillis(5));
          cleanedUp.add(core);
        });
    assertThat(cleanedUp).containsExactly(1);
  }

  @Test
  void an_interrupt_of_the_calling_thread_cancels_all_and_stays_set() {
    var caller = Thread.currentThread();
    var begun = new CyclicBarrier(2, caller::interrupt);
    assertThatThrownBy(() ->
            Kernels.perCore(
                2,
                core -> {
                  int _ = begun.await();
                  waitForEver(core);
                }))
        .isInstanceOf(Cancelled.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cleanedUp).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void a_supervised_one_is_replaced_while_the_others_go_on() {
    var beginnings = new AtomicInteger();
    var threads = ConcurrentHashMap.<Thread>newKeySet();
    var again = Queue.<Integer>universal(1);
    List<Integer> results =
        Kernels.resultsPerCore(
            2,
            PATIENT,
            core -> {
              if (core == 0) {
                return again.get();
              }
              threads.add(Thread.currentThread());
              if (beginnings.incrementAndGet() <= 2) {
                throw new IOException("number " + beginnings);
              }
              again.put(beginnings.get());
              return beginnings.get();
            });
    assertThat(results).containsExactly(3, 3);
    assertThat(threads).hasSize(3);
  }

  @Test
  void a_supervised_one_that_fails_too_often_ends_all() {
    var beginnings = new AtomicInteger();
    assertThatThrownBy(() ->
            Kernels.perCore(
                2,
                PATIENT,
                core -> {
                  if (core == 1) {
                    throw new IOException("number " + beginnings.incrementAndGet());
                  }
                  waitForEver(core);
                }))
        .isInstanceOf(KernelFailedException.class)
        .cause()
        .hasMessage("number 3");
    assertThat(cleanedUp).containsExactly(0);
  }

  @Test
  void an_error_is_not_supervised() {
    var beginnings = new AtomicInteger();
    assertThatThrownBy(() ->
            Kernels.perCore(
                1,
                PATIENT,
                _ -> {
                  throw new AssertionError("number " + beginnings.incrementAndGet());
                }))
        .cause()
        .hasMessage("number 1");
  }

  @Test
  void one_that_fails_ends_the_pause_of_a_supervised_one() {
    var failed = new CountDownLatch(1);
    assertThatThrownBy(() ->
            Kernels.perCore(
                2,
                Supervision.of(ofDays(1), ofDays(2)),
                core -> {
                  if (core == 1) {
                    failed.countDown();
                    throw new IOException("in a day again");
                  }
                  failed.await();
                  throw new AssertionError("at once");
                }))
        .hasMessageContaining("kernel 0 ")
        .hasMessageContaining("at once");
  }

  @Test
  void listeners_of_one_port_share_its_connections() throws Exception {
    int clients = 64;
    var ports = Queue.<Integer>universal(1);
    var served = Queue.<Integer>universal(clients);
    var server = Thread.ofPlatform().start(() -> serveOnOnePort(ports, served));
    try {
      int port = ports.get();
      var sockets = new ArrayList<Socket>();
      for (int i = 0; i < clients; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      var who = new int[2];
      for (int i = 0; i < clients; i++) {
        who[served.get()]++;
      }
      assertThat(who[0]).isPositive();
      assertThat(who[1]).isPositive();
      for (Socket socket : sockets) {
        socket.close();
      }
    } finally {
      server.interrupt();
      server.join();
    }
  }

  /**
   * The first kernel lets the system choose a port, and passes it to the second; both report their
   * clients.
   */
  private static void serveOnOnePort(Queue<Integer> ports, Queue<Integer> served) {
    var chosen = Queue.<Integer>universal(1);
    try {
      Kernels.perCore(
          2,
          core -> {
            int wanted = core == 0 ? 0 : chosen.get();
            var options = ListenOptions.defaults().withReusePort();
            try (Listener listener = Tcp.listen("127.0.0.1", wanted, options)) {
              int port = listener.localAddress().getPort();
              (core == 0 ? chosen : ports).put(port);
              listener.serve(_ -> served.put(core));
            }
          });
    } catch (Cancelled byTheTest) {
      // its way to end it
    }
  }

  @Test
  void none_at_all_too_many_and_one_inside_a_coroutine_are_refused() {
    assertThatThrownBy(() -> Kernels.perCore(0, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be at least 1 kernel, got 0");
    assertThatThrownBy(() -> Kernels.perCore(25_000, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there can be at most 1024 kernels, one for each core, got 25000");
    run(() ->
        assertThatThrownBy(() -> Kernels.perCore(1, _ -> {}))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("perCore"));
  }

  /** Two kernels, of which one cleans up until the other one has ended and waits for it. */
  static final class Slow {
    private static boolean hasEndedAndWaits(String name) {
      return Thread.getAllStackTraces().entrySet().stream()
          .filter(thread -> thread.getKey().getName().equals(name))
          .flatMap(thread -> Arrays.stream(thread.getValue()))
          .anyMatch(frame -> frame.getMethodName().equals("awaitOtherRuns"));
    }

    public static void main(String[] arguments) {
      var begun = new CyclicBarrier(2, () -> System.out.println("ready"));
      Kernels.perCore(
          2,
          core -> {
            int _ = begun.await();
            try {
              sleep(ofDays(1));
            } catch (Cancelled cancelled) {
              while (core == 1 && !hasEndedAndWaits("gonzo-core-0")) {
                sleep(ofMillis(1));
              }
              System.out.println(core + " cleaned up after " + cancelled.reason());
              throw cancelled;
            }
          });
      System.out.println("unreached");
    }
  }

  @Test
  void a_signal_ends_the_program_when_the_slowest_has_cleaned_up() throws Exception {
    try (var program = ChildJvm.start(Slow.class)) {
      program.awaitLine("ready");
      program.signal("TERM");
      assertThat(program.awaitEnd())
          .isEqualTo(
              new ChildJvm.Ended(
                  143, "0 cleaned up after SIGTERM\n1 cleaned up after SIGTERM\n", ""));
    }
  }
}
