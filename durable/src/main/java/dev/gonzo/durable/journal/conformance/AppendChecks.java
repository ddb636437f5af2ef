package dev.gonzo.durable.journal.conformance;

import static dev.gonzo.durable.journal.conformance.Trial.append;
import static dev.gonzo.durable.journal.conformance.Trial.begun;
import static dev.gonzo.durable.journal.conformance.Trial.entry;
import static dev.gonzo.durable.journal.conformance.Trial.requireEqual;
import static dev.gonzo.durable.journal.conformance.Trial.requireThrows;
import static dev.gonzo.durable.journal.conformance.Trial.step;

import dev.gonzo.TaskGroup;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.ClaimLostException;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.durable.journal.conformance.JournalConformance.Check;
import dev.gonzo.durable.journal.conformance.JournalConformance.Storage;
import java.util.List;

/** Histories grow at their end, entry by entry, without gaps. */
final class AppendChecks {
  private static final int TASKS = 20;

  private AppendChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "entries are loaded in the order in which they were appended", AppendChecks::order),
        new Check("an append that is repeated has no effect", AppendChecks::repeated),
        new Check("an entry that is there with other content is refused", AppendChecks::conflict),
        new Check("a gap is refused, and nothing is appended", AppendChecks::gap),
        new Check("the last entry decides the status", AppendChecks::status),
        new Check(
            "a task that has ended takes no more entries, but the last one again",
            AppendChecks::ended),
        new Check("many tasks append at the same time", AppendChecks::many));
  }

  private static void order(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      append(journal, claim, step(1), step(2));
      append(journal, claim, entry(3, EntryKind.TIME, ""));
      requireEqual(List.of(step(1), step(2), entry(3, EntryKind.TIME, "")), journal.load("a"));
      requireEqual(3L, journal.find("a").orElseThrow().lastNumber());
    }
  }

  /** Edge 17: the append was done, and its answer was lost. */
  private static void repeated(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      append(journal, claim, step(1), step(2));
      append(journal, claim, step(1), step(2));
      append(journal, claim, step(2), step(3));
      append(journal, claim, step(2));
      requireEqual(List.of(step(1), step(2), step(3)), journal.load("a"));
    }
  }

  private static void conflict(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      append(journal, claim, step(1), step(2));
      requireThrows(
          ClaimLostException.class,
          () -> append(journal, claim, entry(2, EntryKind.STEP, "other"), step(3)));
      requireEqual(List.of(step(1), step(2)), journal.load("a"));
    }
  }

  private static void gap(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      requireThrows(IllegalStateException.class, () -> append(journal, claim, step(2)));
      requireThrows(IllegalStateException.class, () -> append(journal, claim, step(1), step(3)));
      requireEqual(List.of(), journal.load("a"));
      append(journal, claim, step(1));
    }
  }

  private static void status(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      for (EntryKind kind : EntryKind.values()) {
        Claim claim = begun(journal, kind.name());
        append(journal, claim, entry(1, kind, "content"));
        var record = journal.find(kind.name()).orElseThrow();
        requireEqual(TaskStatus.after(kind), record.status());
        requireEqual(entry(1, kind, "content"), record.last().orElseThrow());
      }
    }
  }

  private static void ended(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      append(journal, claim, entry(1, EntryKind.FAILED, "why"));
      append(journal, claim, entry(1, EntryKind.FAILED, "why"));
      requireThrows(Exception.class, () -> append(journal, claim, step(2)));
      requireEqual(entry(1, EntryKind.FAILED, "why"), journal.load("a").getLast());
    }
  }

  private static void many(Storage storage) throws Exception {
    try (Journal journal = storage.open();
        var group = TaskGroup.open()) {
      for (int number = 0; number < TASKS; number++) {
        String id = "task" + number;
        group.spawn(() -> {
          Claim claim = begun(journal, id);
          for (int step = 1; step <= 5; step++) {
            append(journal, claim, step(step));
          }
        });
      }
      group.join();
      for (int number = 0; number < TASKS; number++) {
        requireEqual(
            List.of(step(1), step(2), step(3), step(4), step(5)), journal.load("task" + number));
      }
    }
  }
}
