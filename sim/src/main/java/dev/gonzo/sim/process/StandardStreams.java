package dev.gonzo.sim.process;

import dev.gonzo.kernel.loop.StandardInputAnswers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The three standard streams of a process. Simulation's thread only. */
final class StandardStreams {
  // Null if it reads the standard input of its host's main program.
  private final @Nullable InputEnd end;
  private final StandardInputAnswers input;
  private final OutputEnd output;
  private final OutputEnd error;

  private StandardStreams(
      @Nullable InputEnd end, StandardInputAnswers input, Sink output, Sink error) {
    this.end = end;
    this.input = input;
    this.output = new OutputEnd(this, output, whenBroken("output"));
    this.error = new OutputEnd(this, error, whenBroken("error"));
  }

  private static String whenBroken(String which) {
    return "cannot write to the standard " + which + ": nothing reads it any more (EPIPE)";
  }

  /** Creates those of a process that reads from a pipe, a file, or nothing. */
  static StandardStreams reading(Source source, Sink output, Sink error) {
    var end = new InputEnd(new Object(), source);
    return new StandardStreams(end, RunningProgram.reading(end), output, error);
  }

  /** Creates those of a host's main program, and of a process that shares its input. */
  static StandardStreams sharing(StandardInputAnswers input, Sink output, Sink error) {
    return new StandardStreams(null, input, output, error);
  }

  StandardInputAnswers input() {
    return input;
  }

  /** What it reads; null if that is the input of its host's main program. */
  @Nullable Source source() {
    return end == null ? null : end.source();
  }

  /** What {@code System.in} is for its code. */
  InputStream blockingInput() {
    return end == null ? System.in : new BlockingInput(end);
  }

  /** Its output; the standard error if the number is 2. */
  OutputEnd output(int standard) {
    return standard == 2 ? error : output;
  }

  /** Writes a text for which no task can wait, as far as there is room. */
  void writeWhatFits(int standard, String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      int _ = output(standard).sink().write(bytes, 0, bytes.length);
    } catch (IOException full) {
      return; // a disk that is full does not keep a process from ending
    }
  }

  void close() {
    if (end != null) {
      end.close();
    }
    output.close();
    error.close();
  }
}
