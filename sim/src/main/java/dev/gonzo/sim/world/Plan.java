package dev.gonzo.sim.world;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the decisions that a seed draws take effect: all, or some. A fault that is left out does
 * not happen; in place of a switch that is left out, what has waited longest runs next. The numbers
 * that the seed draws afterwards stay the same. Immutable.
 */
public final class Plan {
  private static final Plan EVERYTHING = new Plan(null, false, null);
  private static final Plan RECORDED = new Plan(null, true, null);
  private static final String SEPARATOR = " = ";

  // By kind, the numbers of those that take effect; null for all of every kind.
  private final @Nullable Map<String, BitSet> kept;
  private final boolean isRecorded;
  private final @Nullable Chooser chooser;

  private Plan(@Nullable Map<String, BitSet> kept, boolean isRecorded, @Nullable Chooser chooser) {
    this.kept = kept;
    this.isRecorded = isRecorded;
    this.chooser = chooser;
  }

  /** {@return the plan in which everything takes effect} */
  public static Plan everything() {
    return EVERYTHING;
  }

  /**
   * {@return the plan in which everything takes effect and is recorded} Recording takes a little
   * time and memory, and does not change the history.
   */
  public static Plan recorded() {
    return RECORDED;
  }

  /**
   * Returns a plan in which only some decisions take effect. They are recorded.
   *
   * @param decisions the decisions
   * @return the plan
   */
  public static Plan only(Collection<Decision> decisions) {
    Map<String, BitSet> kept = new TreeMap<>();
    for (Decision decision : decisions) {
      kept.computeIfAbsent(decision.kind(), _ -> new BitSet()).set(decision.number());
    }
    return new Plan(kept, true, null);
  }

  /**
   * Returns a plan in which the seed decides no order: something else chooses what happens next.
   * Everything else is as the seed decides.
   *
   * @param chooser chooses
   * @return the plan
   */
  public static Plan chosenBy(Chooser chooser) {
    return new Plan(null, false, chooser);
  }

  /** {@return what chooses the order; null if the seed does} */
  @Nullable Chooser chooser() {
    return chooser;
  }

  /** {@return whether the decisions that take effect are recorded} */
  boolean isRecorded() {
    return isRecorded;
  }

  /** Returns the numbers of a kind that take effect; null for all. */
  @Nullable BitSet kept(String kind) {
    return kept == null ? null : kept.getOrDefault(kind, new BitSet());
  }

  // ---------------------------------------------------------------- as text

  /**
   * {@return a line for each kind with its numbers, sorted; such as {@code network: packet lost = 3
   * 7-9}} Empty if nothing takes effect.
   *
   * @throws IllegalStateException if everything does
   */
  public List<String> lines() {
    if (kept == null) {
      throw new IllegalStateException("a plan that leaves nothing out has no text");
    }
    List<String> lines = new ArrayList<>();
    kept.forEach((kind, numbers) -> lines.add(kind + SEPARATOR + text(numbers)));
    return lines;
  }

  private static String text(BitSet numbers) {
    var text = new StringBuilder();
    for (int first = numbers.nextSetBit(0); first >= 0; ) {
      int end = numbers.nextClearBit(first);
      text.append(text.isEmpty() ? "" : " ").append(first);
      if (end - first > 1) {
        text.append('-').append(end - 1);
      }
      first = numbers.nextSetBit(end);
    }
    return text.toString();
  }

  /**
   * Reads a plan.
   *
   * @param lines what {@link #lines} returned
   * @return the plan
   * @throws IllegalArgumentException if a line is not one of a plan; the message quotes it
   */
  public static Plan ofLines(List<String> lines) {
    Map<String, BitSet> kept = new TreeMap<>();
    for (String line : lines) {
      int separator = line.lastIndexOf(SEPARATOR);
      if (separator < 1) {
        throw unreadable(line);
      }
      BitSet numbers = kept.computeIfAbsent(line.substring(0, separator), _ -> new BitSet());
      for (String range : line.substring(separator + SEPARATOR.length()).split(" ", -1)) {
        read(line, range, numbers);
      }
    }
    return new Plan(kept, true, null);
  }

  private static void read(String line, String range, BitSet numbers) {
    try {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      if (first < 0 || last < first || last >= Decisions.MOST) {
        throw unreadable(line);
      }
      numbers.set(first, last + 1);
    } catch (NumberFormatException noNumber) {
      throw unreadable(line);
    }
  }

  private static IllegalArgumentException unreadable(String line) {
    return new IllegalArgumentException("not a line of a plan, such as 'kind = 3 7-9': " + line);
  }

  @Override
  public String toString() {
    return kept == null ? "Plan[everything]" : "Plan" + lines();
  }
}
