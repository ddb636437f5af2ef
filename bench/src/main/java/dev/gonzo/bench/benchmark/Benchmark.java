package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Program;
import java.io.IOException;
import java.util.Set;

/** One of the benchmarks that the command line names. */
public interface Benchmark {
  /** {@return its name on the command line} */
  String name();

  /** {@return what it measures, in one sentence without a full stop} */
  String description();

  /** {@return the programs that it starts of each peer; empty if it has rows of its own} */
  Set<Program> programs();

  /**
   * {@return about how many steps it takes, for the progress}
   *
   * @param setting what is asked for
   * @param peers how many peers take part
   */
  int steps(Setting setting, int peers);

  /**
   * Measures, and adds figures to the run.
   *
   * @param run what is asked for, and where the results go
   * @throws IOException if nothing can be measured; the message says what to do
   */
  void measure(Run run) throws IOException;
}
