package dev.gonzo.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.Gonzo;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened, in order, with the time on the kernel's clock: order is the assertion. (After
 * Eio's traces and Kotlin's {@code expect(n)}.)
 */
public final class TimedTranscript {
  private final List<String> lines = new ArrayList<>();
  private final long beginning = Gonzo.now().toMillis();

  /** Begins one; its times count from now. Inside a task. */
  public TimedTranscript() {}

  /**
   * Notes that something has happened.
   *
   * @param line what
   */
  public void add(String line) {
    lines.add(Gonzo.now().toMillis() - beginning + " " + line);
  }

  /**
   * Compares with what should have happened.
   *
   * @param expected lines of the form {@code MILLISECONDS WHAT}
   */
  public void expect(String... expected) {
    assertEquals(String.join("\n", expected), String.join("\n", lines));
  }
}
