package dev.gonzo.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of a page: a Markdown table with, for example, a row per chapter and a column per
 * kernel.
 */
final class MatrixTable {
  private final String corner;
  private final SortedMap<String, SortedMap<String, String>> columns = new TreeMap<>();

  private MatrixTable(String corner) {
    this.corner = corner;
  }

  /**
   * Reads a table; a text without one is an empty table.
   *
   * @param corner the heading of its first column
   */
  static MatrixTable read(String corner, String markdown) {
    var table = new MatrixTable(corner);
    List<List<String>> rows =
        markdown.lines().filter(line -> line.startsWith("| ")).map(MatrixTable::cells).toList();
    for (List<String> row : rows) {
      for (int i = 1; i < row.size() && !row.getFirst().matches(corner + "|-+"); i++) {
        table.put(rows.getFirst().get(i), row.getFirst(), row.get(i));
      }
    }
    return table;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
  }

  void put(String column, String chapter, String verdict) {
    if (!verdict.isEmpty()) {
      columns.computeIfAbsent(column, _ -> new TreeMap<>()).put(chapter, verdict);
    }
  }

  @Nullable String verdict(String column, String chapter) {
    return columns.getOrDefault(column, new TreeMap<>()).get(chapter);
  }

  /** Replaces the columns that one run has results for; the others stay. */
  void replace(Map<String, Map<String, String>> shown, boolean whole) {
    shown.forEach((column, chapters) -> {
      if (whole) {
        columns.remove(column);
      }
      chapters.forEach((chapter, verdict) -> put(column, chapter, verdict));
    });
  }

  /** The chapters that have a verdict in a column. */
  List<String> chapters(String column) {
    return List.copyOf(columns.getOrDefault(column, new TreeMap<>()).keySet());
  }

  @Override
  public String toString() {
    var chapters = new TreeSet<String>();
    columns.values().forEach(column -> chapters.addAll(column.keySet()));
    var lines = new ArrayList<String>();
    lines.add(line(corner, columns.keySet()));
    lines.add(line("---", columns.keySet().stream().map(_ -> "---").toList()));
    for (String chapter : chapters) {
      lines.add(
          line(
              chapter,
              columns.values().stream().map(column -> column.getOrDefault(chapter, "")).toList()));
    }
    return String.join("\n", lines);
  }

  private static String line(String first, Iterable<String> rest) {
    var cells = new ArrayList<>(List.of(first));
    rest.forEach(cells::add);
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
  }
}
