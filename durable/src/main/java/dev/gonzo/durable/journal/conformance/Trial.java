package dev.gonzo.durable.journal.conformance;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.NewTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the checks use: small tasks and entries, and claims that must be given. */
final class Trial {
  static final Instant START = Instant.parse("2026-11-30T12:00:00.123456Z");
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Set<String> PAY = Set.of("pay/1");

  private Trial() {}

  static NewTask task(String id) {
    return task(id, "pay/1");
  }

  static NewTask task(String id, String function) {
    return new NewTask(id, function, bytes("argument of " + id), bytes("seed of " + id), START);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Entry entry(long number, EntryKind kind, String content) {
    return new Entry(number, kind, START.plusSeconds(number), bytes(content));
  }

  static Entry step(long number) {
    return entry(number, EntryKind.STEP, "step " + number);
  }

  @Async
  static Claim claim(Journal journal, String id) throws IOException {
    return claim(journal, id, "first");
  }

  @Async
  static Claim claim(Journal journal, String id, String owner) throws IOException {
    return journal
        .claim(id, owner, LEASE)
        .orElseThrow(() -> new AssertionError("cannot claim " + id + " for " + owner));
  }

  /** Begins a task and claims it. */
  @Async
  static Claim begun(Journal journal, String id) throws IOException {
    var _ = journal.begin(task(id));
    return claim(journal, id);
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  static void requireEqual(Object expected, Object actual) {
    require(expected.equals(actual), "expected " + expected + ", but it is " + actual);
  }

  /** Code that must fail. */
  @FunctionalInterface
  interface Failing {
    @Async
    void run() throws Exception;
  }

  @Async
  static void requireThrows(Class<? extends Exception> type, Failing body) throws Exception {
    try {
      body.run();
    } catch (Exception thrown) {
      if (type.isInstance(thrown)) {
        return;
      }
      throw thrown;
    }
    throw new AssertionError("expected a " + type.getSimpleName() + ", but nothing was thrown");
  }

  @Async
  static void append(Journal journal, Claim claim, Entry... entries) throws IOException {
    journal.append(claim, List.of(entries));
  }
}
