package dev.gonzo.sim.world;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what happens next, of several things that could: the seed decides, or always the usual
 * one, which has waited longest. A choice of the seed is a switch, which a {@link Plan} may leave
 * out. Simulation's thread only.
 */
public final class Order {
  private static final Order FIRST_COME = new Order(null, null, null);

  private final @Nullable Draws draws;
  private final Decisions.@Nullable Kind switches;
  private final @Nullable Chooser chooser;

  private Order(
      @Nullable Draws draws, Decisions.@Nullable Kind switches, @Nullable Chooser chooser) {
    this.draws = draws;
    this.switches = switches;
    this.chooser = chooser;
  }

  /** {@return the order in which nothing is drawn} */
  public static Order firstCome() {
    return FIRST_COME;
  }

  /**
   * Returns an order that the seed decides; or what chooses in its place.
   *
   * @param draws the random numbers for it
   * @param decisions what the seed decides
   * @param what what is in this order, such as {@code tasks of db1}
   * @return the order
   */
  public static Order of(Draws draws, Decisions decisions, String what) {
    return decisions.chooser() == null
        ? new Order(draws, decisions.kind(Decision.SWITCH + what), null)
        : new Order(null, null, decisions.chooser());
  }

  /** {@return whether nothing is drawn} */
  public boolean isFirstCome() {
    return draws == null && chooser == null;
  }

  /** {@return what chooses in place of the seed; null if the seed does, or nothing} */
  public @Nullable Chooser chooser() {
    return chooser;
  }

  /** Called before something happens that is no turn of a task. */
  public void somethingElseHappens() {
    if (chooser != null) {
      chooser.somethingElseHappens();
    }
  }

  /** {@return whether a task is ready after all, when nothing was before the time passes} */
  public boolean becomesIdle() {
    return chooser != null && chooser.becomesIdle();
  }

  /**
   * Chooses one of several. Of one, nothing is drawn.
   *
   * @param count how many there are, at least 1
   * @param usual returns which of them is chosen if the seed does not decide
   * @return the number of one, from 0
   */
  public int choose(int count, IntSupplier usual) {
    if (count == 1) {
      return 0;
    }
    if (chooser != null) {
      return chooser.choose(count, usual.getAsInt());
    }
    if (draws == null || switches == null) {
      return usual.getAsInt();
    }
    int drawn = draws.below(count);
    if (!switches.isRecorded()) {
      boolean _ = switches.strikes();
      return drawn; // finding the usual one would take longer than the choice
    }
    int instead = usual.getAsInt();
    return switches.strikes(drawn != instead) ? drawn : instead;
  }
}
