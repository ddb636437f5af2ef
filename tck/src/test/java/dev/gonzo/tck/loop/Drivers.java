package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.util.stream.Stream;

/** The loop kernel with each of its drivers, and as a guest: what every chapter runs on. */
enum Drivers {
  EPOLL,
  URING,
  NIO,
  GUEST;

  static final String ALL = "dev.gonzo.tck.loop.Drivers#all";

  static Stream<Drivers> all() {
    return Stream.of(values());
  }

  Kernel kernel() {
    return kernel(Clock.system());
  }

  Kernel inVirtualTime() {
    return kernel(new VirtualClock());
  }

  Kernel kernel(Clock clock) {
    return Kernels.of(name(), clock);
  }
}
