package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A guest whose host is a plain thread that does nothing but step it: the least that a host can be.
 * It is there to try a program as a guest before one has a loop for it.
 */
final class GuestThread extends KernelForOneRun {
  private static final int TURNS = 64;
  private static final long STACK_BYTES = 16 << 20;
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Clock clock;

  GuestThread(Clock clock) {
    super("guest", Kernels.DEVICES);
    this.clock = clock;
  }

  @Override
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      AsyncCallable<T, X> main, List<Activation> activations) throws X {
    var threads =
        Thread.ofPlatform()
            .name("gonzo-host-" + NUMBERS.getAndIncrement())
            .stackSize(STACK_BYTES)
            .factory();
    try (var host = Executors.newSingleThreadExecutor(threads)) {
      var steps = new Steps(host, clock);
      activations.forEach(steps.guest::observedBy);
      return steps.guest.run(main);
    }
  }

  /** What every host writes: a step when the guest asks for one, and another while it has more. */
  private static final class Steps {
    final GuestKernel guest;
    private final Executor host;
    private final Runnable step = this::step;

    Steps(Executor host, Clock clock) {
      this.host = host;
      guest = Kernels.guest(Kernels.guestsDevices(), clock, this::soon);
    }

    private void soon() {
      host.execute(step);
    }

    private void step() {
      var pause = guest.step(TURNS);
      if (pause.isPresent() && pause.get().isZero()) {
        soon();
      }
    }
  }
}
