package dev.gonzo.cli.replay;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Location;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The lines of the program's source, if it is the one that was recorded. */
final class SourceLines {
  private static final int LONGEST = 120;

  private final String file;
  private final List<String> lines;

  private SourceLines(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Reads them. Without a file there are none. */
  static SourceLines of(Optional<Path> source) throws IOException {
    if (source.isEmpty()) {
      return new SourceLines("", List.of());
    }
    try {
      return new SourceLines(
          String.valueOf(source.get().getFileName()), Files.readAllLines(source.get()));
    } catch (MalformedInputException notText) {
      return new SourceLines("", List.of());
    }
  }

  /** {@return the line at a place; empty if it is not known} */
  String line(Location place) {
    try {
      int number = place.lineNumber();
      return place.sourceName().equals(file) && number >= 1 && number <= lines.size()
          ? Text.line(lines.get(number - 1).strip(), LONGEST)
          : "";
    } catch (AbsentInformationException compiledWithout) {
      return "";
    }
  }
}
