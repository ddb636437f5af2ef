package explored;

import dev.gonzo.sim.Exploration;
import dev.gonzo.sim.Explored;
import dev.gonzo.tck.OrderPrograms;

/**
 * Explores the programs of the kit, and prints what was found. The main class of a JVM with the
 * agent.
 */
public final class KitPrograms {
  private KitPrograms() {}

  /**
   * Explores.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    OrderPrograms.all()
        .forEach((name, program) -> {
          for (int cancellations = 0; cancellations < 2; cancellations++) {
            Explored explored = Exploration.of(program).withCancellations(cancellations).explore();
            System.out.println(
                name
                    + " "
                    + cancellations
                    + "\t"
                    + explored.orders()
                    + "\t"
                    + (explored.isComplete() && explored.isReduced())
                    + "\t"
                    + String.join("\t", explored.outcomes().keySet()));
          }
        });
  }
}
