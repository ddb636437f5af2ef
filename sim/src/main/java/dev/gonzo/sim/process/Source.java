package dev.gonzo.sim.process;

import java.io.IOException;

/** Where the standard input of a process comes from. Simulation's thread only. */
interface Source {
  /** Returned at the end. */
  int END = -1;

  /** Returned if there is nothing yet. */
  int WAIT = -2;

  /** Takes bytes without waiting: how many, at least 1; {@link #END}, or {@link #WAIT}. */
  int read(byte[] buffer, int offset, int length) throws IOException;

  /** An end reads from it from now on, and is notified when something arrives. */
  void opened(InputEnd end);

  /** An end reads no more. */
  void closed(InputEnd end);
}
