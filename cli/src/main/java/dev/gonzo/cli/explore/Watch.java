package dev.gonzo.cli.explore;

import java.io.PrintStream;
import java.time.Duration;

/** Ends the JVM if a run takes too long in real time: a task that never suspends. */
final class Watch {
  private final PrintStream out;
  private final long patience;
  private volatile long began = System.nanoTime();

  private Watch(PrintStream out, Duration patience) {
    this.out = out;
    this.patience = patience.toNanos();
  }

  static Watch begin(PrintStream out, Duration patience) {
    var watch = new Watch(out, patience);
    Thread.ofPlatform().daemon().name("gonzo-explore-watch").start(watch::look);
    return watch;
  }

  /** A run begins. */
  void runBegins() {
    began = System.nanoTime();
  }

  private void look() {
    long left;
    while ((left = began + patience - System.nanoTime()) > 0) {
      try {
        Thread.sleep(Duration.ofNanos(left));
      } catch (InterruptedException unwanted) {
        // it goes on
      }
    }
    out.printf(
        "an order has not ended within %d s of real time: a task may run in a loop that never"
            + " suspends (--patience allows more)%n",
        Duration.ofNanos(patience).toSeconds());
    out.flush();
    Runtime.getRuntime().halt(Session.FAILURE);
  }
}
