package dev.gonzo.tck;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Counts the results of each chapter of the kit on each kernel, in this JVM, for {@link
 * MatrixPage}. A column is a kernel, named after its driver, and after its carrier if that is not
 * the fast one.
 */
final class Matrix implements BeforeEachCallback, TestWatcher {
  // Tests may run in any number of threads.
  private static final SortedMap<String, SortedMap<String, Count>> COLUMNS = new TreeMap<>();
  private static final ExtensionContext.Namespace COLUMN =
      ExtensionContext.Namespace.create(Matrix.class);

  /** The results of a chapter's tests. */
  record Count(int passed, int unsupported, int failed) {
    Count plus(Count other) {
      return new Count(
          passed + other.passed, unsupported + other.unsupported, failed + other.failed);
    }

    /**
     * The verdict, without numbers, so that it does not change when a test is added that passes.
     */
    String verdict() {
      if (failed > 0) {
        return passed + " of " + (passed + failed);
      }
      return passed > 0 ? "pass" : "–";
    }
  }

  /** The verdict for each chapter that was run, by column. */
  static synchronized Map<String, Map<String, String>> verdicts() {
    var verdicts = new TreeMap<String, Map<String, String>>();
    COLUMNS.forEach((column, chapters) -> {
      var cells = new TreeMap<String, String>();
      chapters.forEach((chapter, count) -> cells.put(chapter, count.verdict()));
      verdicts.put(column, cells);
    });
    return verdicts;
  }

  static String column(String kernel) {
    String carrier = System.getProperty("gonzo.carrier", "").toLowerCase(Locale.ROOT);
    return carrier.matches("|scheduler") ? kernel : kernel + " on " + carrier;
  }

  /** The words of a chapter's name, such as {@code net wait}. */
  static String chapter(Class<?> type) {
    return type.getSimpleName()
        .replace("Conformance", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    if (test.getRequiredTestInstance() instanceof Conformance chapter) {
      test.getStore(COLUMN).put("column", column(chapter.kernel().name()));
    }
  }

  @Override
  public void testSuccessful(ExtensionContext test) {
    add(test, new Count(1, 0, 0));
  }

  @Override
  public void testAborted(ExtensionContext test, @Nullable Throwable assumption) {
    add(test, new Count(0, 1, 0));
  }

  @Override
  public void testFailed(ExtensionContext test, @Nullable Throwable failure) {
    add(test, new Count(0, 0, 1));
  }

  private static synchronized void add(ExtensionContext test, Count count) {
    Object column = test.getStore(COLUMN).get("column");
    Class<?> chapter = test.getRequiredTestMethod().getDeclaringClass();
    if (column != null && Conformance.class.isAssignableFrom(chapter)) {
      COLUMNS
          .computeIfAbsent(column.toString(), _ -> new TreeMap<>())
          .merge(chapter(chapter), count, Count::plus);
    }
  }
}
