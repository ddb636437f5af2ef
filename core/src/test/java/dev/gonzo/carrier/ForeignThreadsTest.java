package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gonzo.ChildJvm;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Threads;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Virtual threads that library code starts inside a task run beside the kernel, not on it. */
@Tag("scheduler")
@Tag("realTime")
class ForeignThreadsTest {
  @Test
  // docs/edges.md: H6
  void they_run_while_the_task_has_its_kernel() throws Exception {
    run(() -> {
      var ran = new AtomicInteger();
      var foreign = Thread.ofVirtual().start(ran::incrementAndGet);
      // The task keeps the kernel busy, and the foreign thread runs nevertheless.
      while (ran.get() == 0) {
        Thread.onSpinWait();
      }
      foreign.join();
      assertThat(ran).hasValue(1);
    });
  }

  @Test
  void they_run_in_parallel_with_each_other() throws Exception {
    run(() -> {
      var spinning = new AtomicInteger();
      Runnable meets =
          () -> {
            spinning.incrementAndGet();
            while (spinning.get() < 2) {
              Thread.onSpinWait();
            }
          };
      var one = Thread.ofVirtual().start(meets);
      var other = Thread.ofVirtual().start(meets);
      one.join();
      other.join();
    });
  }

  @Test
  void an_executor_of_virtual_threads_works_inside_a_task() throws Exception {
    run(() -> {
      var barrier = new CyclicBarrier(50);
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var futures =
            IntStream.range(0, 50)
                .mapToObj(number ->
                    executor.submit(() -> {
                      barrier.await();
                      Thread.sleep(1);
                      return number;
                    }))
                .toList();
        int sum = 0;
        for (var future : futures) {
          sum += future.get();
        }
        assertThat(sum).isEqualTo(49 * 50 / 2);
      }
    });
  }

  @Test
  void they_have_no_task_and_are_outside_the_kernel() throws Exception {
    run(() -> {
      var thrown = new AtomicReference<Throwable>();
      var foreign =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  yieldNow();
                } catch (Throwable met) {
                  thrown.set(met);
                }
              });
      foreign.join();
      assertThat(thrown.get())
          .isInstanceOf(OutsideKernelException.class)
          .hasMessageStartingWith("yieldNow() is async: call it inside run(...)");
    });
    assertThatExceptionOfType(OutsideKernelException.class).isThrownBy(() -> yieldNow());
  }

  @Test
  void one_may_outlive_the_kernel_and_runs_to_its_end() throws Exception {
    var ended = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var events = new AtomicReference<>("");
    run(() -> {
      Thread.ofVirtual()
          .start(() -> {
            try {
              goOn.await();
              Thread.sleep(1);
              events.set("slept after the kernel's end");
            } catch (InterruptedException unexpected) {
              events.set("interrupted");
            }
            ended.countDown();
          });
    });
    goOn.countDown();
    assertThat(ended.await(120, TimeUnit.SECONDS)).isTrue();
    assertThat(events).hasValue("slept after the kernel's end");
  }

  @Test
  // docs/edges.md: rule 1
  void guests_are_listed_while_they_live() throws Exception {
    run(() -> {
      var leave = new CountDownLatch(1);
      var foreign =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  leave.await();
                } catch (InterruptedException unexpected) {
                  throw new AssertionError(unexpected);
                }
              });
      assertThat(Carrier.foreignThreads()).containsKey(foreign);
      leave.countDown();
      foreign.join();
      Threads.await("it is not listed", () -> !Carrier.foreignThreads().containsKey(foreign));
    });
  }

  @Test
  void one_that_is_called_as_the_jdks_poller_is_counts_as_any_other() throws Exception {
    run(() -> {
      var leave = new CountDownLatch(1);
      var foreign = Thread.ofVirtual().name("My-Poller").start(() -> awaitQuietly(leave));
      assertThat(Carrier.foreignThreads()).containsKey(foreign);
      leave.countDown();
      foreign.join();
    });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void one_that_waits_for_ever_for_nobody_is_forgotten() throws Exception {
    run(() -> {
      var forgotten = new WeakReference<>(waitsForNobody());
      Threads.await(
          "it is collected",
          () -> {
            System.gc();
            return forgotten.get() == null;
          });
    });
  }

  private static Thread waitsForNobody() {
    var foreign = Thread.ofVirtual().start(() -> awaitQuietly(new CountDownLatch(1)));
    Threads.awaitWaiting(foreign);
    return foreign;
  }

  /** A program that uses the first socket of its JVM in a task. */
  public static final class UsesSockets {
    static void main() throws Exception {
      try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        var peer = Thread.ofPlatform().daemon().start(() -> answer(server));
        run(() -> {
          System.out.println("answer " + ask(server.getLocalPort(), 1));
          System.out.println("guests " + Carrier.foreignThreads().size());
        });
        peer.join();
      }
    }
  }

  @Test
  void the_jdks_poller_that_a_task_has_started_is_nobodys_guest() throws Exception {
    assertThat(ChildJvm.run(UsesSockets.class))
        .isEqualTo(new ChildJvm.Ended(0, "answer 2\nguests 0\n", ""));
  }

  /** Replies to each byte with the next one. */
  private static void answer(ServerSocket server) {
    try (var peer = server.accept()) {
      for (int read; (read = peer.getInputStream().read()) >= 0; ) {
        peer.getOutputStream().write(read + 1);
      }
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static int ask(int port, int question) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(question);
      return socket.getInputStream().read();
    }
  }

  @Test
  // docs/edges.md: F17
  void a_jdk_socket_works_in_a_task_and_in_a_virtual_thread_after_the_kernel_has_ended()
      throws Exception {
    for (int round = 0; round < 3; round++) {
      try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        int port = server.getLocalPort();
        var first = Thread.ofPlatform().start(() -> answer(server));
        run(() -> {
          assertThat(ask(port, 10)).isEqualTo(11);
          sleep(Duration.ofMillis(1));
        });
        first.join();
        var second = Thread.ofPlatform().start(() -> answer(server));
        var answered = new AtomicInteger();
        var reader =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    answered.set(ask(port, 20));
                  } catch (IOException failure) {
                    answered.set(-1);
                  }
                });
        assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        assertThat(answered).hasValue(21);
        second.join();
      }
    }
  }
}
