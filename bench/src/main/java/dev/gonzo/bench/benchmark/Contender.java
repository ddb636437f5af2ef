package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Sample;
import java.io.IOException;

/** What takes turns with others in a round. */
interface Contender {
  /** {@return the name of its row} */
  String name();

  /**
   * Measures once.
   *
   * @return the sample
   * @throws IOException if it cannot go on; it is left out from now on
   */
  Sample measure() throws IOException;
}
