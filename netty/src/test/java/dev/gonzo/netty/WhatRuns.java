package dev.gonzo.netty;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;

import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.Optional;

/** Prints which of Netty's kernels are said to work here, and which of these run. */
final class WhatRuns {
  private WhatRuns() {}

  static void main(String[] arguments) {
    for (String name : new NettyKernels().names()) {
      Optional<String> reason = Kernels.whyUnavailable(name);
      if (reason.isPresent()) {
        System.out.println(name + " not: " + reason.get());
        continue;
      }
      try {
        run(Kernels.of(name), () -> sleep(Duration.ofMillis(1)));
        System.out.println(name + " ran");
      } catch (RuntimeException refused) {
        System.out.println(name + " did not run: " + refused);
      }
    }
    System.exit(0);
  }
}
