package dev.gonzo.bench.report;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A figure as lines of cells: a header, then a line for each row. */
final class Table {
  private Table() {}

  static List<List<String>> of(Figure figure) {
    Optional<Row> baseline = figure.baselineRow();
    List<String> details =
        figure.rows().stream().flatMap(row -> row.details().stream()).distinct().toList();
    var lines = new ArrayList<List<String>>();
    var header = new ArrayList<String>();
    header.add("");
    header.add(figure.unit());
    baseline.ifPresent(row -> header.add("ratio to " + row.name()));
    header.addAll(details);
    lines.add(header);
    for (Row row : figure.rows()) {
      var line = new ArrayList<String>();
      line.add(row.name());
      line.add(Numbers.text(row.spread()));
      baseline.ifPresent(base -> line.add(Numbers.text(row.ratioTo(base))));
      for (String detail : details) {
        line.add(row.details().contains(detail) ? Numbers.text(row.detail(detail).median()) : "");
      }
      lines.add(line);
    }
    return lines;
  }

  /** {@return the figure as a text for a terminal, with columns under each other} */
  static String text(Figure figure) {
    List<List<String>> lines = of(figure);
    var text = new StringBuilder(figure.title()).append('\n');
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        int at = column;
        int width = lines.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
        String cell = line.get(column);
        String space = " ".repeat(width - cell.length());
        text.append("  ").append(column == 0 ? cell + space : space + cell);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
