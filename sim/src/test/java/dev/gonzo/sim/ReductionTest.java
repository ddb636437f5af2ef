package dev.gonzo.sim;

import static org.assertj.core.api.Assertions.assertThat;

import explored.Compare;
import explored.Views;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reduced exploration has the same outcomes as one of all orders: what two steps touch is seen,
 * if they are not independent.
 */
@Tag("realTime")
class ReductionTest {
  @TempDir Path directory;

  private List<String> compared(Class<?> main, String... arguments) throws Exception {
    return OtherJvm.run(OrdersInOtherJvm.flags(directory), main, arguments);
  }

  private static void assertSame(List<String> lines) {
    assertThat(lines).noneMatch(line -> line.contains("DIFFERENT"));
    assertThat(lines.getLast()).matches("[1-9]\\d* orders, [1-9]\\d* reduced");
  }

  @Test
  void random_programs_have_the_same_outcomes() throws Exception {
    assertSame(compared(Compare.class, "1", "20", "500", "0"));
  }

  @Test
  void random_programs_with_a_cancellation_have_the_same_outcomes() throws Exception {
    assertSame(compared(Compare.class, "1", "7", "1000", "1"));
  }

  @Tag("long")
  @Test
  void many_random_programs_have_the_same_outcomes() throws Exception {
    assertSame(compared(Compare.class, "1", "500", "20000", "0"));
    assertSame(compared(Compare.class, "1", "100", "20000", "1"));
  }

  @Test
  void what_is_touched_through_views_and_functions_is_seen() throws Exception {
    assertThat(compared(Views.class))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).endsWith(": same"));
  }
}
