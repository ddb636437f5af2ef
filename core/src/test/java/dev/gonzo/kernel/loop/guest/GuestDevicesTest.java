package dev.gonzo.kernel.loop.guest;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.suspendUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Cancelled;
import dev.gonzo.LogCapture;
import dev.gonzo.Resumer;
import dev.gonzo.Threads;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.run.BrokenDriver;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest with its own devices: another thread waits for them, and wakes the host. */
@Timeout(300)
@Tag("realTime")
class GuestDevicesTest {
  /** A host whose only events are the guest's. */
  private static final class Host {
    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    final GuestKernel kernel;

    Host(String devices) {
      kernel = Kernels.guest(devices, Clock.system(), () -> events.add("wake"));
    }

    /** Steps when it is woken, and only then. */
    void loop() throws InterruptedException {
      while (!kernel.isDone()) {
        assertThat(events.take()).isEqualTo("wake");
        stepAll();
      }
    }

    void stepAll() {
      while (kernel.step(10).filter(Duration::isZero).isPresent()) {
        // more is ready
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void sockets_and_the_time_wake_the_host_and_the_tasks_run_on_its_thread(String devices)
      throws Exception {
    var host = new Host(devices);
    var end =
        host.kernel.start(() -> {
          try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
            int port = listener.localAddress().getPort();
            var peer = dev.gonzo.Gonzo.spawn(listener::accept);
            try (Socket client = Tcp.connect("127.0.0.1", port);
                Socket server = peer.join()) {
              sleep(Duration.ofMillis(5));
              client.writeAll("through the host".getBytes(StandardCharsets.UTF_8));
              var buffer = new byte[100];
              int count = server.read(buffer);
              return new String(buffer, 0, count, StandardCharsets.UTF_8)
                  + runInThread(() -> " and a thread");
            }
          }
        });
    host.loop();
    assertThat(end).isCompletedWithValue("through the host and a thread");
  }

  @Test
  void while_nobody_has_woken_the_host_a_step_does_nothing_and_tells_how_long() {
    var host = new Host("epoll");
    var resumer = new AtomicReference<Resumer<String>>();
    var end =
        host.kernel.start(() ->
            dev.gonzo.Gonzo.timeoutAfter(Duration.ofHours(1), () -> suspendUntil(resumer::set)));
    host.stepAll();
    host.events.clear();
    for (int i = 0; i < 100; i++) {
      assertThat(host.kernel.step(10))
          .hasValueSatisfying(
              pause -> assertThat(pause).isBetween(Duration.ofMinutes(59), Duration.ofHours(1)));
    }
    assertThat(host.events).isEmpty();
    resumer.get().resume("woken");
    Threads.await("the host is woken", () -> !host.events.isEmpty());
    host.stepAll();
    assertThat(end).isCompletedWithValue("woken");
    assertThat(host.events).containsExactly("wake");
  }

  @Test
  void wake_ups_from_many_threads_are_never_lost() throws Exception {
    var host = new Host("epoll");
    host.kernel.start();
    var calls = new ArrayList<Thread>();
    var sum = new java.util.concurrent.atomic.AtomicInteger();
    for (int i = 0; i < 4; i++) {
      calls.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int call = 0; call < 500; call++) {
                  // One at a time, so that the host falls asleep in between.
                  sum.addAndGet(host.kernel.spawn(() -> 1).join());
                }
              }));
    }
    var ending =
        Thread.ofPlatform()
            .start(() -> {
              for (Thread call : calls) {
                try {
                  call.join();
                } catch (InterruptedException impossible) {
                  throw new AssertionError(impossible);
                }
              }
              host.kernel.close();
            });
    host.loop();
    ending.join();
    assertThat(sum).hasValue(2_000);
  }

  @Test
  void the_thread_that_waits_for_the_devices_ends_with_the_kernel() throws Exception {
    Threads.await("those of others end", () -> Threads.alive("gonzo-guest-devices") == 0);
    var host = new Host("epoll");
    var resumer = new AtomicReference<Resumer<String>>();
    var _ = host.kernel.start(() -> suspendUntil(resumer::set));
    host.stepAll();
    assertThat(Threads.alive("gonzo-guest-devices-")).isEqualTo(2); // and its watchdog
    resumer.get().resume("woken");
    host.loop();
    Threads.await("they end", () -> Threads.alive("gonzo-guest-devices") == 0);
  }

  @Test
  void a_ring_is_not_for_guests() {
    assertThatThrownBy(() -> Kernels.guest("uring", Clock.system(), () -> {}))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("choose epoll or nio");
  }

  @Test
  // docs/edges.md: G15
  void a_host_that_stops_stepping_though_it_was_woken_is_warned_of_once() {
    try (var log = new LogCapture()) {
      var deaf =
          GuestLoop.withDevices(Clock.system(), new NoDevices(), () -> {}, Duration.ofMillis(1));
      var resumer = new AtomicReference<Resumer<String>>();
      var end = deaf.start(() -> suspendUntil(resumer::set));
      while (deaf.step(10).isPresent()) {
        // until there is nothing to do
      }
      resumer.get().resume("late");
      Threads.await("the warning", () -> !log.messages().isEmpty());
      while (!deaf.isDone()) {
        var _ = deaf.step(10);
      }
      assertThat(end).isCompletedWithValue("late");
      assertThat(log.messages())
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("has not stepped since, so none of its tasks runs");
    }
  }

  @Test
  // docs/edges.md: G15
  void a_wait_for_the_devices_that_fails_ends_the_program() throws Exception {
    var kernel =
        GuestLoop.withDevices(Clock.system(), new BrokenDriver(), () -> {}, DeviceThread.PATIENCE);
    kernel.start();
    var call = kernel.spawn(() -> suspendUntil(_ -> {}));
    while (!kernel.isDone()) {
      kernel.step(10);
    }
    assertThat(call)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Cancelled.class)
        .withMessageContaining("the wait for the devices has failed");
  }
}
