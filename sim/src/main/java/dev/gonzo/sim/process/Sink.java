package dev.gonzo.sim.process;

import java.io.IOException;

/** Where an output of a process goes. Simulation's thread only. */
interface Sink {
  /** Returned if there is no room. */
  int WAIT = -2;

  /** Returned if nothing reads it any more. */
  int BROKEN = -3;

  /** Takes bytes without waiting: how many, at least 1; {@link #WAIT}, or {@link #BROKEN}. */
  int write(byte[] bytes, int offset, int length) throws IOException;

  /** An end writes to it from now on, and is notified when there is room. */
  void opened(OutputEnd end);

  /** An end writes no more. */
  void closed(OutputEnd end);
}
