package dev.gonzo.cli.history;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a trace from its first event to its last, one line at a time. */
final class TraceReader implements Closeable {
  private static final Pattern FIRST =
      Pattern.compile("# gonzo trace (\\d+), seed (-?\\d+)(?:, program (.*))?");
  private static final String VERSION = "1";
  private static final String COMMENT = "#";
  private static final String NEXT_RUN = "# another run";

  private final Path file;
  private final BufferedReader lines;
  private final String seed;
  private final String program;
  private long lineNumber = 1;
  // The runs of a program follow each other; each begins at 0.
  private long nanosBefore;
  private long lastNanos;

  private TraceReader(Path file, BufferedReader lines) throws IOException {
    this.file = file;
    this.lines = lines;
    String first = lines.readLine();
    Matcher parts = FIRST.matcher(first == null ? "" : first);
    if (!parts.matches()) {
      throw new NotATraceException(
          file
              + " is not a trace: its first line is not '# gonzo trace 1, seed ...'."
              + " Write one with gonzo sim FILE.java --seed N --trace FILE");
    }
    if (!parts.group(1).equals(VERSION)) {
      throw new NotATraceException(
          "%s has version %s of the format, and this gonzo reads version %s: write it again"
              .formatted(file, parts.group(1), VERSION));
    }
    seed = parts.group(2);
    program = parts.group(3) == null ? "" : parts.group(3);
  }

  /**
   * Opens a trace.
   *
   * @throws NotATraceException if it does not begin as a trace does
   */
  static TraceReader open(Path file) throws IOException {
    // Malformed bytes are replaced: names of files may have any.
    var lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    try {
      return new TraceReader(file, lines);
    } catch (IOException refused) {
      lines.close();
      throw refused;
    }
  }

  String seed() {
    return seed;
  }

  /** The name of the program; empty if the trace does not have it. */
  String program() {
    return program;
  }

  /** The next line of an event, as it is in the file; null at the end. */
  @Nullable String nextLine() throws IOException {
    for (String line; (line = lines.readLine()) != null; ) {
      lineNumber++;
      if (line.startsWith(NEXT_RUN)) {
        nanosBefore += lastNanos;
      }
      if (!line.startsWith(COMMENT) && !line.isBlank()) {
        return line;
      }
    }
    return null;
  }

  /**
   * The next event; null at the end. Times go on from one run of a program to the next.
   *
   * @throws NotATraceException if a line before the last is none of a trace; the last may have been
   *     cut off with the JVM that wrote it
   */
  @Nullable TraceEvent next() throws IOException {
    String line = nextLine();
    if (line == null) {
      return null;
    }
    TraceEvent event = TraceEvent.parse(line).orElse(null);
    if (event == null) {
      long damaged = lineNumber;
      if (nextLine() != null) {
        throw new NotATraceException("%s is damaged: line %d is no event".formatted(file, damaged));
      }
      return null;
    }
    lastNanos = event.nanos();
    return nanosBefore == 0
        ? event
        : new TraceEvent(
            event.number(), nanosBefore + event.nanos(), event.host(), event.topic(), event.text());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
