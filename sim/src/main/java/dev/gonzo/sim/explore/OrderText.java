package dev.gonzo.sim.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An order as a short text, such as {@code 3:1,7:2}: at choice 3, alternative 1; at choice 7,
 * alternative 2; the usual one everywhere else.
 */
public final class OrderText {
  /** The text of the order in which each choice is the usual one. */
  public static final String USUAL = "usual";

  private final Map<Integer, Integer> alternatives;

  private OrderText(Map<Integer, Integer> alternatives) {
    this.alternatives = alternatives;
  }

  /** {@return the order in which each choice is the usual one} */
  public static OrderText usual() {
    return new OrderText(Map.of());
  }

  static OrderText of(List<Integer> chosen) {
    Map<Integer, Integer> alternatives = new TreeMap<>();
    for (int choice = 0; choice < chosen.size(); choice++) {
      if (chosen.get(choice) > 0) {
        alternatives.put(choice, chosen.get(choice));
      }
    }
    return new OrderText(alternatives);
  }

  /**
   * Reads an order.
   *
   * @param text what {@link #toString} returned
   * @return the order
   * @throws IllegalArgumentException if it is no order; the message says what one looks like
   */
  public static OrderText parse(String text) {
    Map<Integer, Integer> alternatives = new TreeMap<>();
    if (!text.equals(USUAL)) {
      for (String one : text.split(",", -1)) {
        if (!one.matches("\\d{1,9}:\\d{1,9}")) {
          throw new IllegalArgumentException(
              "an order looks like 3:1,7:2, for alternative 1 at choice 3 and 2 at choice 7; or "
                  + USUAL
                  + "; got "
                  + text);
        }
        int colon = one.indexOf(':');
        alternatives.put(
            Integer.parseInt(one.substring(0, colon)), Integer.parseInt(one.substring(colon + 1)));
      }
    }
    return new OrderText(alternatives);
  }

  /** The alternative at a choice. */
  int at(int choice) {
    return alternatives.getOrDefault(choice, 0);
  }

  /** The last choice at which an alternative is given; -1 if there is none. */
  int last() {
    return alternatives.keySet().stream().mapToInt(choice -> choice).max().orElse(-1);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    alternatives.forEach((choice, alternative) -> parts.add(choice + ":" + alternative));
    return parts.isEmpty() ? USUAL : String.join(",", parts);
  }
}
