package dev.gonzo.tck;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures the log messages of Gonzo while it is open, and keeps them from the console. */
final class Reported extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.gonzo");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @SuppressWarnings("this-escape") // it is complete by then
  Reported() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** The messages, in order. */
  List<String> lines() {
    return lines;
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(entry.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
