package dev.gonzo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Captures Gonzo's log while it is open, for tests, and keeps it off the console. */
public final class LogCapture extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.gonzo");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  /** Starts the capture. */
  public LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** The records so far. */
  public List<LogRecord> records() {
    return records;
  }

  /** The messages so far. */
  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  /**
   * The messages so far that contain a text. Earlier tests may have left garbage of other kinds.
   */
  List<String> messages(String part) {
    return messages().stream().filter(message -> message.contains(part)).toList();
  }

  /** Collects garbage until a number of messages that contain a text has come. */
  void collectUntil(int count, String part) {
    Threads.await(
        count + " reports",
        () -> {
          System.gc();
          return messages(part).size() >= count;
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
