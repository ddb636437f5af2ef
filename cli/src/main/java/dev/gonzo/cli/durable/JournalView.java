package dev.gonzo.cli.durable;

import dev.gonzo.durable.StepEntry;
import dev.gonzo.durable.StepEntry.Ending;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.JournalDamagedException;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.report.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/** Prints the tasks of a journal, and the history of one. */
public final class JournalView {
  private static final int PAGE = 500;

  private final PrintWriter out;

  /**
   * Creates a view.
   *
   * @param out where it prints
   */
  public JournalView(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints a line for each task. Suspends where the journal does.
   *
   * @param journal the journal
   * @return the exit status, 0
   * @throws IOException if it cannot be read
   */
  public int list(Journal journal) throws IOException {
    var counts = new EnumMap<TaskStatus, Integer>(TaskStatus.class);
    out.printf("%-10s  %-20s  %7s  %-14s  %s%n", "STATUS", "CHANGED", "ENTRIES", "FUNCTION", "ID");
    String after = "";
    for (List<TaskRecord> page = journal.list(after, PAGE);
        !page.isEmpty();
        page = journal.list(after, PAGE)) {
      for (TaskRecord task : page) {
        int _ = counts.merge(task.status(), 1, Integer::sum);
        out.printf(
            "%-10s  %-20s  %7d  %-14s  %s%n",
            word(task.status()),
            seconds(changed(task)),
            task.lastNumber(),
            Text.visible(task.task().function()),
            Text.visible(task.id()));
        why(task);
      }
      after = page.getLast().id();
    }
    counts.forEach((status, count) -> out.printf("%d %s  ", count, word(status)));
    out.println();
    return 0;
  }

  private void why(TaskRecord task) {
    if (task.status() == TaskStatus.PARKED || task.status() == TaskStatus.FAILED) {
      task.last().ifPresent(entry -> out.println("            " + firstLine(entry)));
    }
  }

  private static Instant changed(TaskRecord task) {
    return task.last().map(Entry::at).orElse(task.task().at());
  }

  /**
   * Prints a task and its history.
   *
   * @param task the task
   * @param history its entries
   * @throws JournalDamagedException if an entry is not what it says
   */
  public void show(TaskRecord task, List<Entry> history) throws JournalDamagedException {
    out.println("task      " + Text.visible(task.id()));
    out.println("function  " + Text.visible(task.task().function()));
    out.println("status    " + word(task.status()));
    task.owner().ifPresent(owner -> out.println("runs in   " + Text.visible(owner)));
    out.println("started   " + task.task().at());
    out.println("argument  " + task.task().argument().length + " bytes");
    out.println();
    if (task.status().isEnd() && history.size() < task.lastNumber()) {
      out.println("What was before its end is not kept.");
    }
    for (Entry entry : history) {
      out.printf("%6d  %s  %s%n", entry.number(), seconds(entry.at()), text(entry));
    }
    if (task.status() == TaskStatus.FAILED && !history.isEmpty()) {
      out.println();
      content(history.getLast()).lines().forEach(line -> out.println(Text.visible(line)));
    }
  }

  private static String text(Entry entry) throws JournalDamagedException {
    return switch (entry.kind()) {
      case ATTEMPT -> "a process goes on with it";
      case RESTED -> "it waits";
      case STEP -> step(StepEntry.of(entry));
      case TIME -> "a timer";
      case CANCEL -> "to be cancelled: " + firstLine(entry);
      case PARKED -> "parked: " + Text.visible(content(entry).replace("\n", " "));
      case RETRIED -> "may run again";
      case RETURNED -> "returned " + entry.content().length + " bytes";
      case FAILED -> "failed: " + firstLine(entry);
      case CANCELLED -> "cancelled: " + firstLine(entry);
    };
  }

  private static String step(StepEntry step) {
    String end =
        switch (step.ending()) {
          case Ending.Returned(byte[] bytes) -> "returned " + bytes.length + " bytes";
          case Ending.Failed(var failure) -> "failed: " + Text.visible(failure.toString());
          case Ending.Cancelled() -> "was cancelled";
        };
    return "step \"" + Text.visible(step.name()) + "\" at #" + step.path() + " " + end;
  }

  private static String firstLine(Entry entry) {
    return entry.kind() == EntryKind.RETURNED
        ? ""
        : Text.visible(content(entry).lines().findFirst().orElse(""));
  }

  private static String content(Entry entry) {
    return new String(entry.content(), StandardCharsets.UTF_8);
  }

  private static String word(TaskStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
