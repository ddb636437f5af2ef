package dev.gonzo.kernel;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.OnCancel;
import dev.gonzo.OpenDescriptors;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.guest.GuestLoop;
import dev.gonzo.net.Tcp;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel that is abandoned leaves nothing behind of what it had from the system. */
@Timeout(300)
@Tag("realTime")
class AbandonedKernelTest {
  @TempDir Path directory;

  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ThreadPlaces places = new ThreadPlaces("one at a time", 1);

  /** Opens some of everything, and abandons its kernel while tasks wait for all of it. */
  private void program(StepsOn stepper) throws Exception {
    var listener = Tcp.listen("127.0.0.1", 0);
    var client = Tcp.connect("127.0.0.1", listener.localAddress().getPort());
    var server = listener.accept();
    var file = AsyncFile.open(directory.resolve("file"), CREATE, WRITE);
    file.write(new byte[] {1, 2, 3}, 0, 3);
    var begun = new CountDownLatch(1);
    waits(listener::accept);
    waits(() -> client.read(new byte[1]));
    waits(() -> server.read(new byte[1]));
    waits(() -> sleep(ofHours(1)));
    for (int works = 0; works < 2; works++) { // one has the place, and the other waits for it
      waits(() ->
          Coroutine.trap(
              new RunInThread<>(
                  () -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return "never";
                  },
                  OnCancel.WAIT,
                  value -> ran.add(value),
                  places)));
    }
    if (Kernels.carrier().equals("scheduler")) {
      waits(() -> new CountDownLatch(1).await()); // a foreign block
    }
    while (begun.getCount() > 0) {
      yieldNow();
    }
    List<Thread> mine = stepper.kernel().threads();
    threads.addAll(mine);
    assertThat(mine).hasSize(2);
    stepper.kernel().abandon("abandoned by a test");
    sleep(ofHours(1));
  }

  private void waits(AsyncRunnable<Exception> body) {
    var _ =
        spawn(() -> {
          try {
            body.run();
          } finally {
            ran.add("a finally block");
          }
        });
  }

  private void abandon(String name) {
    var stepper = new StepsOn();
    assertThatThrownBy(() -> run(Kernels.of(name).observedBy(stepper), () -> program(stepper)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("abandoned by a test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio", "guest"})
  void devices_files_and_threads_are_given_back(String name) throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable(name).isEmpty());
    abandon(name); // opens what the JVM keeps open
    long before = OpenDescriptors.count();
    for (int times = 0; times < 3; times++) {
      abandon(name);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    while (places.taken() > 0) {
      Thread.onSpinWait(); // until the interrupted work has ended
    }
    assertThat(places.waiting()).isZero();
    assertThat(OpenDescriptors.count()).isEqualTo(before);
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(all.filter(this::isInDirectory)).isEmpty();
    }
    assertThat(ran).isEmpty();
  }

  private boolean isInDirectory(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(directory);
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void a_kernel_that_has_ended_is_not_abandoned() throws IOException {
    var stepper = new StepsOn();
    var kernel =
        run(
            Kernels.of("none").observedBy(stepper),
            () -> {
              yieldNow();
              return stepper.kernel();
            });
    kernel.abandon("too late");
    kernel.abandon("too late");
    assertThat(kernel.tasks()).isZero();
  }

  @Test
  void a_kernel_whose_last_turn_abandons_it_has_ended() {
    var stepper = new StepsOn();
    assertThat(
            run(
                Kernels.of("none").observedBy(stepper),
                () -> {
                  yieldNow();
                  stepper.kernel().abandon("in the last turn");
                  return "its result";
                }))
        .isEqualTo("its result");
  }

  @Test
  void a_guest_is_abandoned_by_its_next_step() {
    var guest = GuestLoop.hosted(new VirtualClock(), new NoDevices(), () -> {});
    var future =
        guest.start(() -> {
          waits(() -> sleep(ofHours(1)));
          sleep(ofHours(1));
        });
    var stepper = new StepsOn();
    var _ = guest.observe(stepper);
    var _ = guest.step(2);
    stepper.kernel().abandon("abandoned by a test");
    assertThat(guest.isDone()).isFalse();
    var _ = guest.step(1);
    assertThat(guest.isDone()).isTrue();
    assertThat(future)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withRootCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("abandoned by a test");
    assertThat(guest.spawn(() -> "too late")).isCompletedExceptionally();
    assertThat(ran).isEmpty();
  }
}
