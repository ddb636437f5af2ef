package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host that does nothing but step its guest when it is asked to: the least that there can be. */
final class HostThread {
  private static final int STACK_BYTES = 16 << 20;
  private static final int TURNS = 64;

  // One for all tests.
  private static final ExecutorService EVENTS =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("host").stackSize(STACK_BYTES).factory());

  private final GuestKernel guest;

  private HostThread(String devices, Clock clock) {
    guest = Kernels.guest(devices, clock, this::soon);
  }

  static Kernel guest(String devices, Clock clock) {
    return new HostThread(devices, clock).guest;
  }

  private void soon() {
    EVENTS.execute(this::step);
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
