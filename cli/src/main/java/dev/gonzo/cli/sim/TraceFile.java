package dev.gonzo.cli.sim;

import dev.gonzo.sim.Ending;
import dev.gonzo.sim.SimulationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The file in which a worker writes the trace of a history.
 *
 * @param file the file; empty for none
 * @param program the name of the program, which its first line has
 */
record TraceFile(Optional<String> file, String program) {
  /** Tries a program, and writes its history if that is wanted. */
  Ending<?> write(SimulationOptions options, Function<SimulationOptions, Ending<?>> tried)
      throws IOException {
    if (file.isEmpty()) {
      return tried.apply(options);
    }
    try (Writer trace = Files.newBufferedWriter(Path.of(file.get()))) {
      var lines = new Lines(trace, ", program " + program.replaceAll("\\p{Cntrl}", "?"));
      return tried.apply(options.withTrace(lines::write));
    }
  }

  private static final class Lines {
    private final Writer trace;
    private String ofFirst;

    Lines(Writer trace, String ofFirst) {
      this.trace = trace;
      this.ofFirst = ofFirst;
    }

    void write(String line) {
      try {
        trace.write(line);
        trace.write(ofFirst);
        trace.write('\n');
        ofFirst = "";
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
  }
}
