package dev.gonzo.junit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** The faults of one test that were found at its end, to be thrown as one. */
final class Findings {
  private static final String ADVICE =
      "\njoin or cancel each task, and close what was opened, in the test or in @AfterEach";

  private final List<Throwable> faults = new ArrayList<>();

  void add(Throwable fault) {
    faults.add(fault);
  }

  void addAll(List<? extends Throwable> more) {
    faults.addAll(more);
  }

  void addLeftBehind(List<String> things) {
    if (!things.isEmpty()) {
      add(
          new AssertionFailedError(
              "the test has left behind:\n  " + String.join("\n  ", things) + ADVICE));
    }
  }

  /** Throws the first one, with the others as suppressed exceptions; returns if there is none. */
  void throwAny() throws Throwable {
    @Nullable Throwable first = null;
    for (Throwable fault : faults) {
      if (first == null) {
        first = fault;
      } else if (first != fault) {
        first.addSuppressed(fault);
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
