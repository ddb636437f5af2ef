package dev.gonzo.junit;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.search.PlanText;
import dev.gonzo.sim.search.Shrinker.Shrunk;
import dev.gonzo.sim.world.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** What the message of a failure says about its seed, and the files that are attached to it. */
final class FailureReport {
  private final Seeds seeds;
  private final long seed;
  private final ExtensionContext context;

  FailureReport(Seeds seeds, long seed, ExtensionContext context) {
    this.seeds = seeds;
    this.seed = seed;
    this.context = context;
  }

  /** For a failure that has no history, or none that can be repeated. */
  String withoutHistory() {
    return header("") + repeat();
  }

  /** For the history of a plan, which is as small as it was. */
  String ofPlan(Ending<?> ending, PlanText plan) {
    boolean isSame = ending.history().equals(plan.values().get("history"));
    return header(", history " + ending.history())
        + (isSame
            ? "It is the history of the plan.\n"
            : "It is not the history of the plan, so the program or the test has changed since.\n")
        + repeat();
  }

  /**
   * For a failure that was run again. What is left of it is run once more, to write its history.
   *
   * @param ending how the simulation has ended at first
   * @param failure what is left of it
   * @param repeats runs it again
   */
  String of(Ending<?> ending, ShrunkFailure failure, Repeats repeats) {
    var text = new StringBuilder(header(", history " + ending.history()));
    if (failure.isLost()) {
      text.append("It did not come again. ").append(Repeats.advice()).append('\n');
    }
    Shrunk shrunk = failure.shrunk();
    if (shrunk != null) {
      text.append(left(shrunk, failure.isLate()));
    }
    text.append(repeat());
    Path plan =
        shrunk == null
            ? null
            : attach("plan", file -> plan(shrunk, failure).write(file, comments(file)));
    if (plan != null) {
      text.append("To repeat only what is left:\n  -D")
          .append(Seeds.PLAN)
          .append("='")
          .append(plan)
          .append("'\n");
    }
    Path trace = attach("trace", file -> repeats.trace(failure.plan(), file, seeds.areMany()));
    if (trace != null) {
      text.append("Its history, event by event:\n  ").append(trace).append('\n');
    }
    return text.toString();
  }

  private String header(String history) {
    Simulated how = seeds.how();
    return "seed "
        + seed
        + " of "
        + Seeds.nameOf(context)
        + " has failed, with "
        + (how.faults() == Simulated.Faults.DRAWN ? "drawn faults" : "no faults of its own")
        + (seeds.plan().isPresent() ? ", as far as the plan leaves them" : "")
        + history
        + "\n";
  }

  private static String left(Shrunk shrunk, boolean isLate) {
    var text = new StringBuilder();
    text.append("Shrunk in ")
        .append(shrunk.runs())
        .append(" runs from ")
        .append(shrunk.before().size())
        .append(" faults and switches to ")
        .append(shrunk.after().size())
        .append(isLate || !shrunk.isMinimal() ? ", and there was no time for more" : "")
        .append(shrunk.after().isEmpty() ? "\n" : ":\n");
    for (String line : Plan.only(shrunk.after()).lines()) {
      text.append("  ").append(line).append('\n');
    }
    return text.toString();
  }

  private String repeat() {
    String type = context.getRequiredTestClass().getName();
    return "To repeat it:\n  @Simulated(seed = "
        + seed
        + ")\n  mvn test -Dtest='"
        + type.substring(type.lastIndexOf('.') + 1)
        + "#"
        + context.getRequiredTestMethod().getName()
        + "' -D"
        + Seeds.SEED
        + "="
        + seed
        + "\n";
  }

  private PlanText plan(Shrunk shrunk, ShrunkFailure failure) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("test", Seeds.nameOf(context));
    values.put("seed", "" + seed);
    values.put("history", failure.history());
    values.put("failure", failure.failure().name());
    return new PlanText(values, Plan.only(shrunk.after()).lines());
  }

  private static List<String> comments(Path file) {
    return List.of(
        "A history in which a test fails. It is repeated with:", "  -D" + Seeds.PLAN + "=" + file);
  }

  /** Attaches a file to the test; null if that is not possible here. */
  private @Nullable Path attach(String kind, ThrowingConsumer<Path> writes) {
    List<Path> written = new ArrayList<>();
    try {
      context.publishFile(
          "seed-" + seed + "." + kind,
          MediaType.TEXT_PLAIN_UTF_8,
          file -> {
            writes.accept(file);
            written.add(file.toAbsolutePath());
          });
    } catch (RuntimeException noDirectory) {
      return null;
    }
    return written.isEmpty() ? null : written.getFirst();
  }
}
