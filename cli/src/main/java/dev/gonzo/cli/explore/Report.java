package dev.gonzo.cli.explore;

import dev.gonzo.sim.Explored;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Prints what an exploration has found. */
final class Report {
  private final PrintStream out;
  private final Request request;

  Report(PrintStream out, Request request) {
    this.out = out;
    this.request = request;
  }

  void counts(Explored explored, double seconds) {
    long runs = explored.orders() + explored.cut();
    line(
        "%,d order%s in %.1f s (%,.0f runs a second, %,d of them cut), with up to %,d choices",
        explored.orders(),
        explored.orders() == 1 ? "" : "s",
        seconds,
        runs / Math.max(seconds, 0.001),
        explored.cut(),
        explored.depth());
    line("%s", isAll(explored));
    if (explored.isReduced()) {
      line("orders that differ only by steps that touch nothing in common were run once");
    }
  }

  private String isAll(Explored explored) {
    if (!explored.isComplete()) {
      return request.untilFailure() && explored.firstFailure().isPresent()
          ? "stopped at the first that failed: there may be more"
          : "stopped there: there are more (--orders allows more, --switches leaves out some)";
    }
    return request
        .switches()
        .map(most -> "these are all orders with up to " + most + " switches")
        .orElse("these are all orders");
  }

  void outcomes(Map<String, Long> outcomes) {
    line("");
    line("%12s  outcome", "orders");
    outcomes.forEach((outcome, count) -> line("%,12d  %s", count, outcome));
    line("");
  }

  void failure(Explored.Failed first, String text) {
    line("the first order that has failed:");
    text.lines().forEach(line -> line("  %s", line));
    line("repeat it:");
    line("  %s", request.commandFor(first.order()));
  }

  void trace(Path file) {
    line("its history is in %s", file);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
  private void line(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
  }
}
