package dev.gonzo.durable.journal.conformance;

import static dev.gonzo.durable.journal.conformance.Trial.START;
import static dev.gonzo.durable.journal.conformance.Trial.append;
import static dev.gonzo.durable.journal.conformance.Trial.begun;
import static dev.gonzo.durable.journal.conformance.Trial.entry;
import static dev.gonzo.durable.journal.conformance.Trial.require;
import static dev.gonzo.durable.journal.conformance.Trial.requireEqual;
import static dev.gonzo.durable.journal.conformance.Trial.task;

import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.Request;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.conformance.JournalConformance.Check;
import dev.gonzo.durable.journal.conformance.JournalConformance.Storage;
import java.util.ArrayList;
import java.util.List;

/** Lists, requests, and what is forgotten. */
final class ListChecks {
  private ListChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("tasks are listed page by page, each once", ListChecks::pages),
        new Check("requests wait for the owner, in order, until removed", ListChecks::requests),
        new Check(
            "tasks that ended long ago are forgotten, and others are not", ListChecks::forgets));
  }

  private static void pages(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      for (int number = 0; number < 7; number++) {
        var _ = journal.begin(task("task" + number));
      }
      var seen = new ArrayList<String>();
      for (var page = journal.list("", 3);
          !page.isEmpty();
          page = journal.list(seen.getLast(), 3)) {
        require(page.size() <= 3, "a page is too long: " + page);
        page.stream().map(TaskRecord::id).forEach(seen::add);
      }
      requireEqual(7, seen.size());
      requireEqual(7L, seen.stream().distinct().count());
    }
  }

  private static void requests(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      begun(journal, "a");
      var _ = journal.begin(task("free"));
      journal.request(Request.cancel("a", "too late"));
      journal.request(Request.retry("free"));
      journal.request(Request.retry("a"));
      List<Request> first = journal.requests("first", 10);
      requireEqual(List.of("a", "free", "a"), first.stream().map(Request::id).toList());
      requireEqual("too late", first.getFirst().reason());
      requireEqual(Request.Action.CANCEL, first.getFirst().action());
      requireEqual(
          List.of("free"), journal.requests("second", 10).stream().map(Request::id).toList());
      requireEqual(1, journal.requests("first", 1).size());
      journal.remove(first.getFirst());
      journal.remove(first.getFirst());
      requireEqual(first.subList(1, 3), journal.requests("first", 10));
    }
    try (Journal journal = storage.open()) {
      require(
          journal.requests("first", 10).stream().map(Request::id).toList().contains("free"),
          "a request was lost when the journal was opened again");
    }
  }

  private static void forgets(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      append(journal, begun(journal, "old"), entry(1, EntryKind.RETURNED, "result"));
      append(journal, begun(journal, "new"), entry(1, EntryKind.RETURNED, "result"));
      append(journal, begun(journal, "open"), entry(1, EntryKind.STEP, "step"));
      require(journal.forget(START, 10) == 0, "a task was forgotten too early");
      require(journal.forget(START.plusSeconds(60), 1) == 1, "no task was forgotten");
      require(journal.forget(START.plusSeconds(60), 10) == 1, "no second task was forgotten");
      requireEqual(List.of("open"), journal.list("", 10).stream().map(TaskRecord::id).toList());
      requireEqual(0L, journal.begin(task("old")).lastNumber());
    }
    try (Journal journal = storage.open()) {
      require(journal.find("new").isEmpty(), "a forgotten task came back");
    }
  }
}
