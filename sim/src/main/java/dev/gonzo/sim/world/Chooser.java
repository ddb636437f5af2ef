package dev.gonzo.sim.world;

import dev.gonzo.kernel.Activation;
import java.util.function.IntToLongFunction;

/**
 * Chooses what happens next, in place of the seed, and observes the tasks among which it chooses. A
 * search for every order is one. Simulation's thread only.
 *
 * @see Plan#chosenBy
 */
public interface Chooser extends Activation {
  /** The answer of {@link #chooseTask} if it has made other tasks ready. */
  int ASK_AGAIN = -1;

  /** {@return a number for a kernel that begins, from 0 in each run} */
  int kernelBegins();

  /**
   * Chooses one of several things that are no turns of tasks.
   *
   * @param count how many there are, at least 2
   * @param usual which of them would happen first come, first served
   * @return the number of one, from 0
   */
  int choose(int count, int usual);

  /**
   * Chooses a task, whose turn follows. It is asked even if only one is ready.
   *
   * @param kernel the number of the kernel
   * @param count how many tasks are ready, at least 1
   * @param ids the id of each, from 0
   * @param usual which of them has waited longest
   * @return the number of one, from 0; or {@link #ASK_AGAIN}
   */
  int chooseTask(int kernel, int count, IntToLongFunction ids, int usual);

  /**
   * Called when nothing can happen before the time passes.
   *
   * @return whether it has made a task ready, so that the time does not pass
   */
  boolean becomesIdle();

  /** Called before something happens that is no turn of a task: its effects are not known. */
  void somethingElseHappens();
}
