package dev.gonzo.cli.sim;

import dev.gonzo.cli.sim.Check.Different;
import dev.gonzo.cli.sim.Shrinking.Ended;
import dev.gonzo.sim.world.Decision;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what came of a search. */
final class Report {
  private static final int MOST_LINES = 20;

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  void summary(long tried, long all, double tookSeconds, double simulatedSeconds) {
    line(
        "%s in %.1f s (%,.0f a second), with %s of simulated time",
        tried == all ? counted(tried, "seed") : "%,d of %,d seeds".formatted(tried, all),
        tookSeconds,
        tried / Math.max(tookSeconds, 0.001),
        time(simulatedSeconds));
  }

  void faults(Map<String, Long> faults) {
    if (faults.isEmpty()) {
      return;
    }
    int width = faults.keySet().stream().mapToInt(String::length).max().orElse(0);
    line("");
    line("  %-" + width + "s  %12s", "fault", "injected");
    faults.forEach((kind, count) -> line("  %-" + width + "s  %,12d", kind, count));
    line("");
  }

  /** The kinds of faults that can happen, and never did. */
  void neverOccurred(Collection<String> kinds, boolean isFailure) {
    for (String kind : kinds) {
      line(
          "never occurred: %s%s",
          kind,
          isFailure
              ? " (try more seeds, make it likelier, or do not configure it: nothing was tested)"
              : "");
    }
  }

  void leaks(Collection<String> leaks) {
    leaks.forEach(leak -> line("leaves the seed: %s", leak));
  }

  void same(int count) {
    if (count > 0) {
      line(
          "%s had the same history again, in the same JVM and in a second one",
          counted(count, "seed"));
    }
  }

  void different(Different different) {
    line(
        "seed %d has more than one history: it was another one %s",
        different.seed(), different.where());
    different
        .first()
        .ifPresentOrElse(
            first -> {
              line("the first event that differs is number %,d:", first.number());
              line("  %s", first.first());
              line("  %s", first.second());
            },
            () -> line("it did not happen again, so the event that differs is not known"));
    line(
        "Something in the program does not depend on the seed: a static that is not its own, a real"
            + " file, the process, the order of a table of identity hashes.");
  }

  void failure(long seed, Failed failed, long count, String command) {
    line("");
    line(
        "seed %d has failed%s:",
        seed, count > 1 ? ", and %,d others in the same way".formatted(count - 1) : "");
    failed.text().lines().forEach(line -> line("  %s", line));
    line("it is repeated with");
    line("  %s", command);
  }

  void shrunk(Ended ended) {
    Result before = ended.before();
    Result after = ended.after();
    line("");
    line(
        "shrunk in %s%s:",
        counted(ended.shrunk().runs(), "run"),
        ended.shrunk().isMinimal() ? "" : ", with more to be gained by --shrink-runs");
    line("  %s", measured(ended.shrunk().before(), before));
    line("  to %s", measured(ended.shrunk().after(), after));
    List<String> lines = ended.lines();
    lines.stream().limit(MOST_LINES).forEach(line -> line("    %s", line));
    if (lines.size() > MOST_LINES) {
      line("    and %,d more kinds", lines.size() - MOST_LINES);
    }
  }

  private static String measured(List<Decision> decisions, Result result) {
    long switches = decisions.stream().filter(Decision::isSwitch).count();
    return "%s, %s, %s, %s"
        .formatted(
            counted(decisions.size() - switches, "fault"),
            counted(switches, "switch"),
            counted(result.events(), "event"),
            time(result.nanos() / 1e9));
  }

  void plan(String command, String history) {
    line("that history, %s, is repeated with", history);
    line("  %s", command);
  }

  void noPlan(Path file, String reason, List<String> lines) {
    line("its plan could not be written to %s (%s):", file, reason);
    lines.forEach(line -> line("  %s", line));
  }

  void notShrunk() {
    line("it was not shrunk: the failure did not come again with the same seed");
  }

  void trace(Path file) {
    line("its trace is in %s", file);
  }

  void timeline(Path file) {
    line("its timeline is in %s: open it in a browser", file);
  }

  void history(String hash) {
    line("history %s", hash);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
  void line(String format, Object... values) {
    out.println(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    out.flush();
  }

  private static String counted(long count, String what) {
    String plural = what.endsWith("ch") ? what + "es" : what + "s";
    return "%,d %s".formatted(count, count == 1 ? what : plural);
  }

  /** A time in the two largest units that matter. */
  static String time(double seconds) {
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long all = Math.round(seconds);
    if (all < 3_600) {
      return "%d min %d s".formatted(all / 60, all % 60);
    }
    return all < 86_400
        ? "%d h %d min".formatted(all / 3_600, all % 3_600 / 60)
        : "%,d d %d h".formatted(all / 86_400, all % 86_400 / 3_600);
  }
}
