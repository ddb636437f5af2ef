package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A task in a blocking call of the JDK does not hold up the other tasks of its kernel. */
@Tag("scheduler")
@Tag("realTime")
class ForeignBlocksTest {
  private static final int TICKS = 20;

  /** Ticks while the body is blocked, and ends the block after enough ticks. */
  private static void ticksGoOn(AsyncRunnable<Exception> blocking, AsyncRunnable<Exception> release)
      throws Exception {
    var ticks = new AtomicInteger();
    var ended = new AtomicInteger();
    run(() -> {
      var blocked =
          spawn(
              "blocked",
              () -> {
                blocking.run();
                ended.set(ticks.get());
              });
      while (ticks.get() < TICKS) {
        sleep(Duration.ofMillis(1));
        ticks.incrementAndGet();
      }
      assertThat(blocked.state()).isEqualTo(TaskState.BLOCKED);
      release.run();
      blocked.join();
    });
    assertThat(ended).hasValueGreaterThanOrEqualTo(TICKS);
  }

  @Test
  void in_thread_sleep() throws Exception {
    var sleeping = new Thread[1];
    ticksGoOn(
        () -> {
          sleeping[0] = Thread.currentThread();
          assertThatThrownBy(() -> Thread.sleep(Duration.ofHours(1)))
              .isInstanceOf(InterruptedException.class);
        },
        () -> sleeping[0].interrupt());
  }

  @Test
  void in_a_blocking_queue() throws Exception {
    var queue = new LinkedBlockingQueue<String>();
    ticksGoOn(() -> assertThat(queue.take()).isEqualTo("item"), () -> queue.add("item"));
  }

  @Test
  void in_a_timed_poll_of_a_queue() throws Exception {
    var queue = new LinkedBlockingQueue<String>();
    ticksGoOn(
        () -> assertThat(queue.poll(1, TimeUnit.MINUTES)).isEqualTo("item"),
        () -> queue.add("item"));
  }

  @Test
  void in_a_latch_and_in_a_future() throws Exception {
    var latch = new CountDownLatch(1);
    ticksGoOn(latch::await, latch::countDown);
    var future = new CompletableFuture<String>();
    ticksGoOn(() -> assertThat(future.get()).isEqualTo("value"), () -> future.complete("value"));
  }

  @Test
  void in_a_read_from_a_jdk_socket() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var peer = server.accept()) {
      ticksGoOn(
          () -> assertThat(client.getInputStream().read()).isEqualTo(7),
          () -> peer.getOutputStream().write(7));
    }
  }

  @Test
  void in_an_accept_and_a_read_from_channels() throws Exception {
    try (var server = java.nio.channels.ServerSocketChannel.open()) {
      server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      List<SocketChannel> open = new ArrayList<>();
      ticksGoOn(
          () -> open.add(server.accept()),
          () -> open.add(SocketChannel.open(server.getLocalAddress())));
      var buffer = java.nio.ByteBuffer.allocate(1);
      ticksGoOn(
          () -> assertThat(open.get(0).read(buffer)).isEqualTo(1),
          () -> open.get(1).write(java.nio.ByteBuffer.wrap(new byte[] {1})));
      for (var channel : open) {
        channel.close();
      }
    }
  }

  /** Holds a monitor in an ordinary thread until it is released. */
  private static final class Holder {
    private final Object lock = new Object();
    private final CountDownLatch leave = new CountDownLatch(1);
    private final Thread thread;

    Holder() throws InterruptedException {
      var held = new CountDownLatch(1);
      thread =
          Thread.ofPlatform()
              .start(() -> {
                synchronized (lock) {
                  held.countDown();
                  try {
                    leave.await();
                  } catch (InterruptedException unexpected) {
                    throw new AssertionError(unexpected);
                  }
                }
              });
      held.await();
    }
  }

  @Test
  void in_a_monitor_that_an_ordinary_thread_holds() throws Exception {
    var holder = new Holder();
    var entered = new AtomicInteger();
    ticksGoOn(
        () -> {
          synchronized (holder.lock) {
            entered.incrementAndGet();
          }
        },
        holder.leave::countDown);
    assertThat(entered).hasValue(1);
    holder.thread.join();
  }

  @Test
  void in_object_wait() throws Exception {
    var lock = new Object();
    var notified = new boolean[1];
    ticksGoOn(
        () -> {
          synchronized (lock) {
            while (!notified[0]) {
              lock.wait();
            }
          }
        },
        () -> {
          synchronized (lock) {
            notified[0] = true;
            lock.notifyAll();
          }
        });
  }

  @Test
  // docs/edges.md: H1
  void a_monitor_may_be_held_across_a_suspension_and_the_next_task_waits_for_it() throws Exception {
    var lock = new Object();
    var events = new ArrayList<String>();
    run(() -> {
      var holder =
          spawn(() -> {
            synchronized (lock) {
              events.add("held");
              sleep(Duration.ofMillis(5));
              events.add("left");
            }
          });
      var next =
          spawn(() -> {
            synchronized (lock) {
              events.add("entered");
            }
          });
      sleep(Duration.ofMillis(1));
      events.add("others go on");
      holder.join();
      next.join();
    });
    assertThat(events).containsExactly("held", "others go on", "left", "entered");
  }

  @Test
  void many_tasks_in_foreign_blocks_all_come_back() throws Exception {
    var latch = new CountDownLatch(1);
    var back = new AtomicInteger();
    run(() -> {
      var tasks = new ArrayList<Task<?>>();
      for (int i = 0; i < 1_000; i++) {
        tasks.add(
            spawn(() -> {
              latch.await();
              Thread.sleep(1);
              back.incrementAndGet();
            }));
      }
      sleep(Duration.ofMillis(1));
      latch.countDown();
      for (var task : tasks) {
        task.join();
      }
    });
    assertThat(back).hasValue(1_000);
  }
}
