package explored;

import dev.gonzo.sim.Exploration;
import dev.gonzo.sim.Explored;
import dev.gonzo.tck.OrderPrograms;
import java.util.Locale;

/**
 * Explores the programs of the kit, and prints a row of a table for each, and whether the outcomes
 * are the same with and without reduction. The main class of a JVM with the agent.
 */
public final class Counts {
  private static final long MOST = 300_000;

  private Counts() {}

  /**
   * Counts.
   *
   * @param arguments the most orders without reduction; or none
   */
  public static void main(String[] arguments) {
    long most = arguments.length > 0 ? Long.parseLong(arguments[0]) : MOST;
    OrderPrograms.all()
        .forEach((name, program) -> {
          for (int cancellations = 0; cancellations < 2; cancellations++) {
            var exploration =
                Exploration.of(program).withCancellations(cancellations).withMostOrders(most);
            Explored reduced = exploration.explore();
            Explored each = exploration.withoutReduction().explore();
            System.out.printf(
                Locale.ROOT,
                "| %s%s | %s%,d | %,d | %,d | %d | %s |%n",
                name,
                cancellations == 0 ? "" : ", one cancelled",
                each.isComplete() ? "" : "more than ",
                each.orders(),
                reduced.orders(),
                reduced.cut(),
                reduced.outcomes().size(),
                !each.isComplete()
                    ? reduced.outcomes().keySet().containsAll(each.outcomes().keySet())
                    : each.outcomes().keySet().equals(reduced.outcomes().keySet())
                        ? "equal"
                        : "DIFFERENT");
            reduced.outcomes().keySet().stream()
                .filter(outcome -> !outcome.startsWith("returned "))
                .forEach(outcome -> System.out.println("  " + outcome + reduced.firstFailure()));
          }
        });
  }
}
