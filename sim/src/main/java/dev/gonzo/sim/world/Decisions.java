package dev.gonzo.sim.world;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a seed has decided in a run, of which the run's {@link Plan} may leave some out.
 * Simulation's thread only.
 */
public final class Decisions {
  /** Decisions of a kind with higher numbers are not recorded, and only a whole plan has them. */
  static final int MOST = 1 << 20;

  private final Plan plan;
  private final Map<String, Kind> kinds = new HashMap<>();
  private final List<Decision> recorded = new ArrayList<>();

  /**
   * Creates an empty record.
   *
   * @param plan which decisions take effect
   */
  public Decisions(Plan plan) {
    this.plan = plan;
  }

  /** {@return what chooses the order in place of the seed; null if the seed does} */
  public @Nullable Chooser chooser() {
    return plan.chooser();
  }

  /**
   * Returns the decisions of one kind.
   *
   * @param name the name of the kind
   * @return its decisions; the same object for the same name
   */
  public Kind kind(String name) {
    return kinds.computeIfAbsent(name, Kind::new);
  }

  /**
   * {@return the decisions that have taken effect, in the order in which they did} None if the plan
   * does not record them.
   */
  public List<Decision> recorded() {
    return List.copyOf(recorded);
  }

  /** The decisions of one kind. */
  public final class Kind {
    private final String name;
    private final @Nullable BitSet kept;
    private int drawn;

    private Kind(String name) {
      this.name = name;
      this.kept = plan.kept(name);
    }

    /** Whether it must be known if a decision makes a difference. */
    boolean isRecorded() {
      return plan.isRecorded();
    }

    /**
     * Counts a decision that the seed has drawn.
     *
     * @return whether it takes effect
     */
    public boolean strikes() {
      return strikes(true);
    }

    /** Counts a decision; one that makes no difference is not recorded. */
    boolean strikes(boolean matters) {
      int number = drawn;
      if (drawn < MOST) {
        drawn++;
      }
      boolean strikes = kept == null || kept.get(number);
      if (strikes && matters && plan.isRecorded() && number < MOST && recorded.size() < MOST) {
        recorded.add(new Decision(name, number));
      }
      return strikes;
    }
  }
}
