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
  private final List<LogRecord> collectedRecords = new CopyOnWriteArrayList<>();

  /** Starts the capture. */
  public LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  /** The records so far. */
  public List<LogRecord> records() {
    return records;
  }

  /**
   * The messages so far, without the reports of collected objects: any test can get those of an
   * earlier one.
   */
  public List<String> messages() {
    return records.stream()
        .filter(record -> !collectedRecords.contains(record))
        .map(LogRecord::getMessage)
        .toList();
  }

  /** {@link #messages()} without those of the watchdog: a busy machine must not fail a test. */
  public List<String> warnings() {
    return messages().stream()
        .filter(message -> !message.contains("kept its kernel busy"))
        .toList();
  }

  /** The messages so far that contain a text, also of collected objects. */
  List<String> messages(String part) {
    return records.stream()
        .map(LogRecord::getMessage)
        .filter(message -> message.contains(part))
        .toList();
  }

  /** Collects garbage until a number of messages that contain a text has come. */
  public void collectUntil(int count, String part) {
    Threads.await(
        count + " reports",
        () -> {
          System.gc();
          return messages(part).size() >= count;
        });
  }

  @Override
  public void publish(LogRecord entry) {
    // The thread of a java.lang.ref.Cleaner.
    if (Thread.currentThread().getName().startsWith("Cleaner-")) {
      collectedRecords.add(entry);
    }
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
