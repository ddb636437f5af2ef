package explored;

import dev.gonzo.AsyncCallable;
import dev.gonzo.sim.Exploration;
import dev.gonzo.sim.Explored;
import java.util.TreeSet;

/**
 * Explores programs with and without reduction, and prints a line for each: whether the outcomes
 * are the same. The main class of a JVM with the agent.
 */
public final class Compare {
  private Compare() {}

  /**
   * Compares.
   *
   * @param arguments the first seed, how many, and how many orders a program may have
   */
  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long most = Long.parseLong(arguments[2]);
    int cancellations = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0;
    long all = 0;
    long fewer = 0;
    for (long seed = first; seed < first + count; seed++) {
      AsyncCallable<?, ?> program = new RandomProgram(seed);
      var exploration =
          Exploration.of(program).withMostOrders(most).withCancellations(cancellations);
      Explored each = exploration.withoutReduction().explore();
      Explored reduced = exploration.explore();
      if (!each.isComplete()) {
        System.out.println(
            seed + " too many orders, " + reduced.orders() + " reduced of " + each.orders());
        if (!reduced.outcomes().keySet().containsAll(each.outcomes().keySet())
            && reduced.isComplete()) {
          System.out.println(seed + " DIFFERENT");
        }
        continue;
      }
      all += each.orders();
      fewer += reduced.orders() + reduced.cut();
      if (!each.outcomes().keySet().equals(reduced.outcomes().keySet())) {
        var missing = new TreeSet<>(each.outcomes().keySet());
        missing.removeAll(reduced.outcomes().keySet());
        System.out.println(seed + " DIFFERENT: " + missing);
      }
    }
    System.out.println(all + " orders, " + fewer + " reduced");
  }
}
