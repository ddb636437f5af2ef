package dev.gonzo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** For tests: what Gonzo reports while this is open, kept from the console. */
public final class LogCapture extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.gonzo");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  /** Begins to listen. */
  public LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** What has been reported so far. */
  public List<LogRecord> records() {
    return records;
  }

  /** The words of what has been reported so far. */
  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  /** Collects garbage until so much has been reported. */
  void collectUntil(int count) {
    Threads.await(
        count + " reports",
        () -> {
          System.gc();
          return records.size() >= count;
        });
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
