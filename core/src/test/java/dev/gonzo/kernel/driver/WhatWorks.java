package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import java.util.Optional;

/** Prints which kernels work on this machine, and runs the selected one. */
final class WhatWorks {
  private WhatWorks() {}

  static void main(String[] arguments) {
    for (String name : new String[] {"epoll", "uring", "nio"}) {
      Optional<String> reason = Kernels.whyUnavailable(name);
      System.out.println(name + reason.map(why -> " not: " + why).orElse(" works"));
    }
    Kernel kernel = Kernels.of();
    try {
      run(kernel, () -> {});
      System.out.println(kernel.name() + " ran");
    } catch (RuntimeException refused) {
      System.out.println(kernel.name() + " did not run: " + refused);
    }
  }
}
