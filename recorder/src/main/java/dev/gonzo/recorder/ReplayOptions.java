package dev.gonzo.recorder;

import dev.gonzo.recorder.event.Event;
import java.time.Duration;
import java.util.Objects;

/**
 * How a program is replayed.
 *
 * @param listener takes each event that is equal
 * @param patience how long the replay waits, in real time, for what only other threads of the
 *     program can bring
 */
public record ReplayOptions(Listener listener, Duration patience) {
  /** Nothing listens, and the patience is 10 seconds. */
  public static final ReplayOptions DEFAULTS =
      new ReplayOptions((_, _, _) -> {}, Duration.ofSeconds(10));

  /** Checks the options. */
  public ReplayOptions {
    Objects.requireNonNull(listener);
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("the patience must be longer than 0, not " + patience);
    }
  }

  /** Sees each event of a replay that is equal to the recorded one. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called when an event has happened, on the kernel's thread. It may block: the time of the
     * program passes only with the events.
     *
     * @param kernel the number of its kernel, from 0
     * @param number its number in that kernel, from 1
     * @param event the event
     */
    void happened(int kernel, long number, Event event);
  }

  /**
   * Returns options with another listener.
   *
   * @param other takes each event that is equal
   * @return the options
   */
  public ReplayOptions withListener(Listener other) {
    return new ReplayOptions(other, patience);
  }

  /**
   * Returns options with another patience.
   *
   * @param other how long the replay waits for other threads, in real time; longer than 0
   * @return the options
   */
  public ReplayOptions withPatience(Duration other) {
    return new ReplayOptions(listener, other);
  }
}
