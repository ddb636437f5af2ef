package dev.gonzo.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.tck.NeedsOutside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The tests of the kit that did not run on the kernel {@code sim}. Each needs what is only outside,
 * as its annotation says, or is on the page about kernels with its reason.
 */
final class LeftOut implements TestWatcher {
  private static final Path PAGE = Path.of("../docs/kernels.md");
  private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| .+ \\|");
  private static final String HEADING = "| left out on `sim` | because |";

  private final Map<String, String> leftOut = new TreeMap<>();
  private final Set<String> ran = new TreeSet<>();

  private static String name(ExtensionContext test) {
    var method = test.getRequiredTestMethod();
    return method.getDeclaringClass().getSimpleName().replace("Conformance", "")
        + "."
        + method.getName();
  }

  private static boolean needsOutside(ExtensionContext test) {
    return test.getRequiredTestMethod().isAnnotationPresent(NeedsOutside.class);
  }

  @Override
  public synchronized void testAborted(ExtensionContext test, @Nullable Throwable assumption) {
    if (!needsOutside(test)) {
      leftOut.put(name(test), assumption == null ? "" : String.valueOf(assumption.getMessage()));
    }
  }

  @Override
  public synchronized void testDisabled(ExtensionContext test, Optional<String> reason) {
    leftOut.put(name(test), reason.orElse(""));
  }

  @Override
  public synchronized void testSuccessful(ExtensionContext test) {
    ran.add(name(test));
  }

  /** The tests on the page, and the chapters. */
  private static Set<String> listed() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(HEADING))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isIn(Set<String> names, String test) {
    return names.contains(test) || names.contains(test.substring(0, test.indexOf('.')));
  }

  synchronized void check() throws IOException {
    Set<String> listed = listed();
    assertThat(leftOut)
        .as("left out on sim, and neither on %s below \"%s\" nor marked", PAGE, HEADING)
        .allSatisfy(
            (test, reason) -> assertThat(isIn(listed, test)).as("%s (%s)", test, reason).isTrue());
    assertThat(ran)
        .as("on %s below \"%s\", although it runs", PAGE, HEADING)
        .noneMatch(test -> isIn(listed, test));
  }
}
