package dev.gonzo.tck.loop;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The loop kernel with each of its drivers, and as a guest: what every chapter runs on. */
enum Drivers {
  EPOLL,
  URING,
  NIO,
  GUEST;

  static final String ALL = "dev.gonzo.tck.loop.Drivers#all";

  /** All of them, or those that the build selects: it tries the baton on some. */
  static Stream<Drivers> all() {
    String selected = System.getProperty("gonzo.test.kernels", "all");
    var names = List.of(selected.split(","));
    return Stream.of(values())
        .filter(driver -> selected.equals("all") || names.contains(lower(driver)));
  }

  private static String lower(Drivers driver) {
    return driver.name().toLowerCase(Locale.ROOT);
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
