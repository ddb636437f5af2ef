package dev.gonzo.kernel.loop.run;

import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.NoDevices;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A program that adds a handler to Gonzo's logger, does not keep the logger, and whose garbage is
 * collected while its kernel is created. It prints "handled" when a report of its run arrives at
 * the handler.
 */
final class LoggerIsFoundFirst {
  private LoggerIsFoundFirst() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("dev.gonzo").addHandler(new Printing());
    new LoopThread("collects", Clock.system(), LoggerIsFoundFirst::collect, Set.of())
        .run(() -> {
          try (var group = TaskGroup.<Void>open()) {
            group.spawn(Gonzo::yieldNow); // a group that is left without join() is reported
          }
          return null;
        });
  }

  private static Driver collect() {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("gonzo-logger"))
        .forEach(LoggerIsFoundFirst::await);
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return new NoDevices();
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static final class Printing extends Handler {
    @Override
    public void publish(LogRecord record) {
      System.out.println("handled");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
