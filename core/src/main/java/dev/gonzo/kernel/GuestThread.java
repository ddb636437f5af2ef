package dev.gonzo.kernel;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A guest whose host is a plain thread that does nothing but step it: the least that a host can be.
 * It is there to try a program as a guest before one has a loop for it.
 */
final class GuestThread implements Kernel {
  private static final int TURNS = 64;
  private static final long STACK_BYTES = 16 << 20;
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Clock clock;
  private final List<Activation> activations = new ArrayList<>();
  private final AtomicBoolean begun = new AtomicBoolean();

  GuestThread(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "guest";
  }

  @Override
  public boolean supports(Class<?> group) {
    return LoopThread.supports(group, Kernels.DEVICES);
  }

  @Override
  public Kernel observedBy(Activation activation) {
    activations.add(activation);
    return this;
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
      throws X {
    Coroutine.refuseInside("run");
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("this kernel has run: a kernel serves one run, make another");
    }
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

    Steps(Executor host, Clock clock) {
      this.host = host;
      guest = Kernels.guest(Kernels.guestsDevices(), clock, this::soon);
    }

    private void soon() {
      host.execute(this::step);
    }

    private void step() {
      guest
          .step(TURNS)
          .ifPresent(pause -> {
            if (pause.isZero()) {
              soon();
            }
          });
    }
  }
}
