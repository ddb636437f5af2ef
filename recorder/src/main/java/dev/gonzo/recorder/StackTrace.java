package dev.gonzo.recorder;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The stack of a task at one moment.
 *
 * @param frames its calls, innermost first
 */
public record StackTrace(List<StackTraceElement> frames) {
  /** No calls. */
  public static final StackTrace NONE = new StackTrace(List.of());

  /** Copies the frames. */
  public StackTrace {
    frames = List.copyOf(frames);
  }

  /** {@return the calls, a line each, as in the stack trace of an exception} */
  @Override
  public String toString() {
    return frames.stream().map(frame -> "\tat " + frame).collect(Collectors.joining("\n"));
  }
}
