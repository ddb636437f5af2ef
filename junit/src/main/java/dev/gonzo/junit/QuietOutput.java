package dev.gonzo.junit;

import dev.gonzo.report.Log;
import dev.gonzo.sim.Simulation;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Discards what simulations print and log, until it is closed. What many seeds print is of no use:
 * the seed that has failed shows it when it is run alone.
 */
final class QuietOutput implements AutoCloseable {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final PrintStream quietOut = new PrintStream(new OfOthers(out), true);
  private final PrintStream quietErr = new PrintStream(new OfOthers(err), true);

  private QuietOutput() {
    System.setOut(quietOut);
    System.setErr(quietErr);
    Log.discard(Simulation::isHere);
  }

  static QuietOutput begin() {
    return new QuietOutput();
  }

  @Override
  public void close() {
    Log.discard(null);
    // Another test may have replaced them meanwhile.
    if (System.out == quietOut) {
      System.setOut(out);
    }
    if (System.err == quietErr) {
      System.setErr(err);
    }
  }

  /** Passes on what is not printed by a simulation. */
  private static final class OfOthers extends OutputStream {
    private final PrintStream real;

    OfOthers(PrintStream real) {
      this.real = real;
    }

    @Override
    public void write(int one) {
      if (!Simulation.isHere()) {
        real.write(one);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (!Simulation.isHere()) {
        real.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      real.flush();
    }
  }
}
