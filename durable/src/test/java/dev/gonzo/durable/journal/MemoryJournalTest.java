package dev.gonzo.durable.journal;

import dev.gonzo.Gonzo;
import dev.gonzo.durable.journal.conformance.JournalConformance;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MemoryJournalTest {
  @TestFactory
  Stream<DynamicTest> a_journal_in_memory_conforms() {
    return JournalConformance.checks().stream()
        .map(check ->
            DynamicTest.dynamicTest(
                check.name(), () -> Gonzo.run(() -> check.run(new Restarting()::open))));
  }

  /** The same tasks for each process. */
  private static final class Restarting {
    private @Nullable MemoryJournal journal;

    MemoryJournal open() {
      MemoryJournal next = journal == null ? MemoryJournal.open() : journal.reopen();
      journal = next;
      return next;
    }
  }
}
