package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Tcp;
import dev.gonzo.queue.Broadcast;
import dev.gonzo.queue.Channel;
import dev.gonzo.queue.Queue;
import dev.gonzo.queue.Select;
import dev.gonzo.queue.SlowConsumers;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.Promise;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An async method that is called outside a kernel throws at once, with advice. */
class OutsideKernelTest {
  private static void isRefused(String method, ThrowingCallable call) {
    assertThatExceptionOfType(OutsideKernelException.class)
        .isThrownBy(call)
        .withMessageStartingWith(method + "() is async: call it inside run(...)");
  }

  @Test
  // docs/edges.md: rule 6
  void each_method_is_named() {
    isRefused("sleep", () -> sleep(Duration.ofSeconds(1)));
    isRefused("spawn", () -> spawn(() -> "body"));
    isRefused("spawn", () -> spawn("name", () -> {}));
    isRefused("spawnDaemon", () -> Gonzo.spawnDaemon("name", () -> {}));
    isRefused("yieldNow", Gonzo::yieldNow);
    isRefused("checkpoint", Gonzo::checkpoint);
    isRefused("now", Moment::now);
    isRefused("current", Task::current);
    isRefused("runInThread", () -> Gonzo.runInThread(() -> "work"));
    isRefused("open", EntryPoint::open);
    isRefused("timeoutAfter", () -> Gonzo.timeoutAfter(Duration.ofSeconds(1), () -> {}));
    isRefused("ignoreAfter", () -> Gonzo.ignoreAfter(Duration.ofSeconds(1), () -> {}));
    isRefused("withoutCancellation", () -> Gonzo.withoutCancellation(() -> {}));
    isRefused("pending", Cancelled::pending);
    isRefused("connect", () -> Tcp.connect("127.0.0.1", 1));
    isRefused("trap", () -> Coroutine.trap(new ReadClock()));
  }

  @Test
  void an_await_outside_runs_nothing() {
    var body = Coroutine.of(() -> "body");
    isRefused("await", () -> Gonzo.await(body));
    assertThat(body.send(null)).isEqualTo(new Step.Returned<>("body"));
  }

  @Test
  void a_joined_task_whose_kernel_has_ended_is_refused_too() throws Exception {
    var leaked = new AtomicReference<Task<String>>();
    run(() -> {
      leaked.set(spawn(() -> "done"));
      leaked.get().join();
    });
    isRefused("join", () -> leaked.get().join());
    isRefused("cancel", () -> leaked.get().cancel());
    assertThat(leaked.get().outcome().orElseThrow().value()).isEqualTo("done");
  }

  @Tag("realTime")
  @Test
  void a_thread_that_a_task_starts_is_outside() throws Exception {
    run(() -> {
      for (var builder : new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
        var thrown = new AtomicReference<Throwable>();
        var thread =
            builder.start(() -> {
              try {
                sleep(Duration.ZERO);
              } catch (Throwable expected) {
                thrown.set(expected);
              }
            });
        thread.join();
        assertThat(thrown.get())
            .isInstanceOf(OutsideKernelException.class)
            .hasMessageStartingWith("sleep() is async");
      }
    });
  }

  private static String refusal(AsyncRunnable<Exception> call) throws Exception {
    var thrown = new AtomicReference<Throwable>();
    var thread =
        Thread.ofPlatform()
            .name("my-thread")
            .start(() -> {
              try {
                call.run();
              } catch (Exception expected) {
                thrown.set(expected);
              }
            });
    thread.join();
    assertThat(thrown.get()).isInstanceOf(OutsideKernelException.class);
    return thrown.get().getMessage();
  }

  @Tag("realTime")
  @Test
  void beside_a_kernel_the_thread_is_named_with_what_fits_the_object_that_was_called()
      throws Exception {
    run(() -> {
      var queue = Queue.<String>bounded(1);
      var channel = Channel.<String>rendezvous();
      var news = Broadcast.<String>of(SlowConsumers.suspend(1));
      var event = Event.of();
      var promise = Promise.<String>of();
      var lock = Lock.of();
      String outside =
          "() is async: call it inside run(...). Thread my-thread is not inside, even if its code"
              + " is written there: only tasks are. ";
      String door =
          " an entry point: open one with EntryPoint.open() inside run, and use its call(...) here";
      String shared = " with the tasks instead, which threads can use too, or call it through";
      assertThat(refusal(() -> queue.put("item")))
          .isEqualTo("put" + outside + "Share a Queue.universal(...)" + shared + door);
      assertThat(refusal(() -> queue.tryPut("item")))
          .startsWith("tryPut" + outside + "Share a Queue.universal(...)");
      assertThat(refusal(() -> queue.forEach(_ -> {}))).contains("Queue.universal(...)");
      assertThat(refusal(() -> channel.send("item"))).contains("Channel.universal(...)");
      assertThat(refusal(() -> Select.select(channel.onReceive(item -> item))))
          .startsWith("select" + outside + "Share a Channel.universal(...)");
      assertThat(refusal(() -> news.send("item"))).contains("Broadcast.universal(...)");
      assertThat(refusal(event::await)).contains("Share Event.universal()");
      assertThat(refusal(() -> promise.complete("value"))).contains("Share Promise.universal()");
      // These have no universal variant.
      assertThat(refusal(lock::acquire)).isEqualTo("acquire" + outside + "Call it through" + door);
      assertThat(refusal(() -> sleep(Duration.ZERO)))
          .isEqualTo("sleep" + outside + "Call it through" + door);
    });
  }

  @Tag("realTime")
  @Test
  void on_a_kernels_own_thread_what_does_not_wait_is_suggested() throws Exception {
    var refused = new AtomicReference<String>();
    var guest = Kernels.guest(() -> {});
    guest.start();
    var _ =
        guest
            .spawn(() -> "done")
            .whenComplete((_, _) -> {
              try {
                sleep(Duration.ZERO);
              } catch (OutsideKernelException expected) {
                refused.set(expected.getMessage());
              }
            });
    while (refused.get() == null) {
      var _ = guest.step(100);
    }
    var _ = guest.close();
    while (!guest.isDone()) {
      var _ = guest.step(100);
    }
    assertThat(refused.get())
        .startsWith("sleep() is async: call it inside run(...). Thread ")
        .contains("belongs to a kernel")
        .contains("submit(...)");
  }
}
