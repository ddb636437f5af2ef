package dev.gonzo.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.Moment;
import java.util.ArrayList;
import java.util.List;

/**
 * Events in the order in which they happened, with times on the kernel's clock, to be compared with
 * the expected ones. (Similar to Eio's traces and Kotlin's {@code expect(n)}.)
 */
public final class TimedTranscript {
  private final List<String> lines = new ArrayList<>();
  private final long beginning = Moment.now().sinceOrigin().toMillis();

  /** Creates an empty transcript, whose times count from now. Inside a task. */
  public TimedTranscript() {}

  /**
   * Adds an event.
   *
   * @param line the event
   */
  public void add(String line) {
    lines.add(Moment.now().sinceOrigin().toMillis() - beginning + " " + line);
  }

  /**
   * Compares the events with the expected ones.
   *
   * @param expected lines of the form {@code MILLISECONDS EVENT}
   */
  public void expect(String... expected) {
    assertEquals(String.join("\n", expected), String.join("\n", lines));
  }
}
