package dev.gonzo.junit;

import java.util.ArrayList;
import java.util.List;

/**
 * What has happened in a {@link Simulated} test, as lines of a file beside the tests: {@code
 * src/test/transcripts/CounterTest.counts.txt}. A test that takes it as a parameter fails if it has
 * recorded other lines than those in the file.
 *
 * <pre>{@code
 * @Simulated(seeds = 1)
 * void counts(Transcript transcript) {
 *   transcript.line("counted " + client.increment());
 * }
 * }</pre>
 *
 * <p>All seeds of a test are compared with the same file. So if the lines depend on the seed, the
 * test has one seed. {@code -Dgonzo.transcripts.update=true} writes the file. A file that is not
 * there is written, but with the environment variable {@code CI} set to {@code true} the test
 * fails.
 *
 * <p>For the tasks of the simulation.
 */
public final class Transcript {
  private final List<String> lines = new ArrayList<>();
  private boolean isUsed;

  Transcript() {}

  /**
   * Records a line. Never suspends.
   *
   * @param text the line
   */
  public void line(String text) {
    isUsed = true;
    text.lines().forEach(lines::add);
  }

  /** Notes that the test has it as a parameter: no line is a transcript too. */
  Transcript used() {
    isUsed = true;
    return this;
  }

  boolean isUsed() {
    return isUsed;
  }

  List<String> lines() {
    return lines;
  }
}
