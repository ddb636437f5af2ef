package dev.gonzo.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a table of methods from a resource of this module. */
final class Table {
  private Table() {}

  /**
   * A line: what it says, of which methods of which class.
   *
   * @param kind the first word
   * @param owner the class, with dots
   * @param methods the names of the methods
   * @param note what is behind the colon; may be empty
   */
  record Line(String kind, String owner, List<String> methods, String note) {}

  static List<Line> read(String resource) {
    var lines = new ArrayList<Line>();
    try (var input = Objects.requireNonNull(Table.class.getResourceAsStream(resource), resource);
        var reader = new BufferedReader(new InputStreamReader(input, UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (!text.isBlank() && !text.startsWith("#")) {
          lines.add(parse(text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(lines);
  }

  private static Line parse(String text) {
    int colon = text.indexOf(" : ");
    String note = colon < 0 ? "" : text.substring(colon + 3).strip();
    List<String> words = List.of((colon < 0 ? text : text.substring(0, colon)).split(" "));
    return new Line(words.getFirst(), words.get(1), words.subList(2, words.size()), note);
  }
}
