package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.StandardInputAnswers;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** What runs in a {@link SimulatedProcess}, and what it has. Simulation's thread only. */
public interface ProcessProgram {
  /** {@return the devices of one more kernel of the process} */
  HostDevices devices();

  /** {@return its standard input} */
  StandardInputAnswers input();

  /** {@return where {@code System.out} leads in its code} */
  PrintStream out();

  /** {@return where {@code System.err} leads in its code} */
  PrintStream err();

  /**
   * Called once when it has ended, on the loop's own stack. Not called if its host crashes.
   *
   * @param value what its main task has returned; null if it has none
   * @param failure what its kernel or its main task has failed with; null if it has not
   */
  void ended(@Nullable Object value, @Nullable Throwable failure);

  /** Called in place of {@link #ended} if it was killed. */
  void killed();
}
