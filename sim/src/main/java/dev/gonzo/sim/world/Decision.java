package dev.gonzo.sim.world;

/**
 * Something that a seed has drawn, and that a {@link Plan} may leave out: a fault, or a switch,
 * which is a choice of what runs next.
 *
 * @param kind what it is, such as {@code network: packet lost} or {@code order: tasks of db1}
 * @param number how many of its kind were drawn before it
 */
public record Decision(String kind, int number) {
  /** How the kinds of switches begin. */
  static final String SWITCH = "order: ";

  /** {@return whether it is a switch, and not a fault} */
  public boolean isSwitch() {
    return kind.startsWith(SWITCH);
  }
}
