package dev.gonzo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures Gonzo's warnings while it is open, instead of printing them on standard error. */
public final class Warnings extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.gonzo");
  private final List<String> messages = new CopyOnWriteArrayList<>();

  /** Starts the capture. */
  public Warnings() {
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  /** The messages so far. */
  public List<String> messages() {
    return messages;
  }

  /** Collects garbage until a condition is true, for at most a minute. */
  static boolean afterCollecting(BooleanSupplier condition) {
    long limit = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean() && System.nanoTime() < limit) {
      System.gc();
      Thread.yield();
    }
    return condition.getAsBoolean();
  }

  @Override
  public void publish(LogRecord record) {
    // A busy machine must not fail the test.
    if (!record.getMessage().contains("kept its kernel busy")) {
      messages.add(record.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
