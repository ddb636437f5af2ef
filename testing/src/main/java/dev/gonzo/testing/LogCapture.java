package dev.gonzo.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Captures what Gonzo logs while it is open, and keeps it off the console. For programs whose
 * {@code System.Logger} is that of {@code java.util.logging}, the JDK's default.
 *
 * <pre>{@code
 * try (var log = LogCapture.open()) {
 *   run(this::program);
 *   assertThat(log.messages()).containsExactly("task feed failed, and was never joined");
 * }
 * }</pre>
 *
 * <p>It captures the messages of all kernels in the JVM, so tests that run in parallel see each
 * other's. Any thread may use it.
 */
public final class LogCapture implements AutoCloseable {
  private static final String GONZO = "dev.gonzo";
  // How the JDK names the thread of a java.lang.ref.Cleaner.
  private static final String CLEANER = "Cleaner-";

  // By the names of the loggers. Also the lock for opening and closing.
  private static final Map<String, Captured> CAPTURED = new HashMap<>();

  /** A logger that is captured at least once, and how it was before. */
  private static final class Captured {
    private final Logger logger;
    private final boolean usedParents;
    private final @Nullable Level level;
    private int captures;

    Captured(Logger logger) {
      this.logger = logger;
      usedParents = logger.getUseParentHandlers();
      level = logger.getLevel();
      logger.setUseParentHandlers(false);
      logger.setLevel(Level.ALL);
    }

    void restore() {
      logger.setUseParentHandlers(usedParents);
      logger.setLevel(level);
    }
  }

  private final String name;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final List<LogRecord> collected = new CopyOnWriteArrayList<>();
  private boolean closed;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (Thread.currentThread().getName().startsWith(CLEANER)) {
            collected.add(entry);
          }
          records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LogCapture(String name) {
    this.name = name;
    synchronized (CAPTURED) {
      Captured captured = CAPTURED.computeIfAbsent(name, _ -> new Captured(Logger.getLogger(name)));
      captured.captures++;
      captured.logger.addHandler(handler);
    }
  }

  /** {@return a capture of what Gonzo logs, until it is closed} */
  public static LogCapture open() {
    return open(GONZO);
  }

  /**
   * Captures another logger.
   *
   * @param logger the name of the logger, which includes those below it
   * @return a capture of what it logs, until it is closed
   */
  public static LogCapture open(String logger) {
    return new LogCapture(logger);
  }

  /** {@return the records so far, in order} */
  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  /**
   * {@return the messages so far, in order, without the reports of garbage-collected objects}
   *
   * <p>A generator that was left before its end and a coroutine that was never driven are reported
   * when they are collected, which may be in the middle of another test. {@link #messages(String)}
   * and {@link #records()} contain these reports.
   */
  public List<String> messages() {
    return records.stream()
        .filter(record -> !collected.contains(record))
        .map(LogRecord::getMessage)
        .toList();
  }

  /**
   * {@return the messages so far that contain a text, in order}
   *
   * @param part the text
   */
  public List<String> messages(String part) {
    return records.stream()
        .map(LogRecord::getMessage)
        .filter(message -> message.contains(part))
        .toList();
  }

  /**
   * Ends the capture. When no other one of the same logger is open, the logger is as it was before.
   * Closing twice is harmless.
   */
  @Override
  public void close() {
    synchronized (CAPTURED) {
      Captured captured = CAPTURED.get(name);
      if (closed || captured == null) {
        return;
      }
      closed = true;
      captured.logger.removeHandler(handler);
      if (--captured.captures == 0) {
        CAPTURED.remove(name);
        captured.restore();
      }
    }
  }
}
