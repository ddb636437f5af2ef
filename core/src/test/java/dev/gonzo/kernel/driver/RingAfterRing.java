package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.kernel.Kernels;

/** Runs the kernel uring again and again, each time with a new ring. */
final class RingAfterRing {
  private static final int RUNS = 50;

  private RingAfterRing() {}

  static void main(String[] arguments) {
    for (int i = 0; i < RUNS; i++) {
      run(Kernels.of("uring"), () -> {});
    }
    System.out.println("ran");
  }
}
