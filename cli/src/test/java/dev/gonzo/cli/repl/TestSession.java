package dev.gonzo.cli.repl;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A session without a terminal, which keeps what it shows. */
final class TestSession implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final Object news = new Object();
  private final Session session;

  TestSession() {
    session =
        Session.open(
            new Settings(
                Optional.empty(), Optional.empty(), Optional.empty(), TestSession::wholeStack),
            new Output() {
              @Override
              public void line(String text) {
                add(text);
              }

              @Override
              public void error(String text) {
                add(text);
              }
            });
  }

  private static String wholeStack(Throwable failure) {
    var text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private void add(String text) {
    synchronized (news) {
      shown.add(text);
      news.notifyAll();
    }
  }

  Session session() {
    return session;
  }

  /** Takes an input, and returns what was shown for it. */
  String take(String input) {
    int before = shown.size();
    var _ = session.take(input);
    return String.join("\n", shown.subList(before, shown.size()));
  }

  /** Takes an input in a thread of its own. */
  CompletableFuture<Session.Next> takeLater(String input) {
    return CompletableFuture.supplyAsync(
        () -> session.take(input), work -> new Thread(work).start());
  }

  /** Waits for a line. */
  String await(Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    synchronized (news) {
      while (true) {
        for (String line : shown) {
          if (wanted.test(line)) {
            return line;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("not shown: " + shown);
        }
        news.wait(left);
      }
    }
  }

  List<String> shown() {
    return shown;
  }

  @Override
  public void close() {
    session.close();
  }
}
