package dev.gonzo.durable.journal.conformance;

import static dev.gonzo.durable.journal.conformance.Trial.begun;
import static dev.gonzo.durable.journal.conformance.Trial.entry;
import static dev.gonzo.durable.journal.conformance.Trial.require;
import static dev.gonzo.durable.journal.conformance.Trial.requireEqual;
import static dev.gonzo.durable.journal.conformance.Trial.requireThrows;
import static dev.gonzo.durable.journal.conformance.Trial.task;

import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.durable.journal.conformance.JournalConformance.Check;
import dev.gonzo.durable.journal.conformance.JournalConformance.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Tasks are added once, and are still there when the journal is opened again. */
final class BeginChecks {
  private BeginChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("a new task is unfinished and has no history", BeginChecks::begins),
        new Check("a task that is there is not begun again", BeginChecks::once),
        new Check("an unknown task is not found and has no history", BeginChecks::unknown),
        new Check("ids and functions may contain any character", BeginChecks::names),
        new Check("everything is there when the journal is opened again", BeginChecks::reopened),
        new Check("a closed journal refuses, and can be closed again", BeginChecks::closed));
  }

  private static void begins(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      TaskRecord record = journal.begin(task("a"));
      requireEqual(task("a"), record.task());
      requireEqual(TaskStatus.UNFINISHED, record.status());
      require(record.owner().isEmpty(), "a new task has an owner: " + record);
      requireEqual(0L, record.lastNumber());
      requireEqual(Optional.of(record), journal.find("a"));
      requireEqual(List.of(), journal.load("a"));
    }
  }

  private static void once(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      begun(journal, "a");
      TaskRecord again = journal.begin(task("a", "other/1"));
      requireEqual(task("a"), again.task());
      requireEqual(Optional.of("first"), again.owner());
      requireEqual(1, journal.list("", 10).size());
    }
  }

  private static void unknown(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      require(journal.find("a").isEmpty(), "a task that was never begun was found");
      requireEqual(List.of(), journal.load("a"));
      require(
          journal.claim("a", "first", Trial.LEASE).isEmpty(),
          "a task that was never begun was claimed");
    }
  }

  private static void names(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      for (String id :
          List.of("a b", "../x", "%s'\";--", "Größe", "\uD83D\uDE00", "a/b\\c", "NULL")) {
        NewTask task = task(id, "f(" + id + ")");
        TaskRecord _ = journal.begin(task);
        requireEqual(task, journal.find(id).orElseThrow().task());
      }
      requireEqual(7, journal.list("", 10).size());
    }
  }

  private static void reopened(Storage storage) throws Exception {
    Entry step = new Entry(1, EntryKind.STEP, Trial.START, new byte[1_000_000]);
    Entry end = entry(2, EntryKind.RETURNED, "result");
    try (Journal journal = storage.open()) {
      Trial.append(journal, begun(journal, "a"), step);
      var claim = begun(journal, "b");
      Trial.append(journal, claim, entry(1, EntryKind.ATTEMPT, ""));
      Trial.append(journal, claim, end);
    }
    try (Journal journal = storage.open()) {
      requireEqual(List.of(step), journal.load("a"));
      requireEqual(TaskStatus.UNFINISHED, journal.find("a").orElseThrow().status());
      TaskRecord ended = journal.find("b").orElseThrow();
      requireEqual(TaskStatus.RETURNED, ended.status());
      requireEqual(Optional.of(end), ended.last());
      requireEqual(end, journal.load("b").getLast());
      requireEqual(task("b"), journal.begin(task("b", "other/1")).task());
    }
  }

  private static void closed(Storage storage) throws Exception {
    Journal journal = storage.open();
    journal.close();
    journal.close();
    requireThrows(IOException.class, () -> journal.begin(task("a")));
  }
}
