package dev.gonzo.bench.report;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Spread;
import java.util.List;
import java.util.Locale;

/**
 * A line through the medians, over the rows' names, which are numbers; both axes are logarithmic.
 */
final class LinePlot {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 260;
  private static final int LEFT = 90;
  private static final int RIGHT = 60;
  private static final int TOP = 20;
  private static final int BOTTOM = 40;

  private final Figure figure;
  private final double leastX;
  private final double mostX;
  private final double leastY;
  private final double mostY;

  private LinePlot(Figure figure) {
    this.figure = figure;
    leastX = figure.rows().stream().mapToDouble(LinePlot::size).min().orElse(1);
    mostX = figure.rows().stream().mapToDouble(LinePlot::size).max().orElse(1);
    // At least a factor of ten, so that a flat line looks flat.
    double least = figure.rows().stream().mapToDouble(row -> row.spread().least()).min().orElse(1);
    double most = figure.rows().stream().mapToDouble(row -> row.spread().most()).max().orElse(1);
    leastY = Math.max(least, 1e-6) / 2;
    mostY = Math.max(most * 2, leastY * 10);
  }

  static String svg(Figure figure) {
    return new LinePlot(figure).draw();
  }

  private static double size(Row row) {
    return Double.parseDouble(row.name().replace(",", ""));
  }

  private String draw() {
    var svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">\n"
            .formatted(WIDTH, HEIGHT, WIDTH));
    svg.append("<title>%s</title>\n".formatted(Markup.escape(figure.title())));
    svg.append(line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM));
    svg.append(line("axis", LEFT, TOP, LEFT, HEIGHT - BOTTOM));
    List<Row> rows = figure.rows();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Spread spread = row.spread();
      double x = x(size(row));
      if (i > 0) {
        Row before = rows.get(i - 1);
        svg.append(
            line("gonzo", x(size(before)), y(before.spread().median()), x, y(spread.median())));
      }
      svg.append(line("range", x, y(spread.least()), x, y(spread.most())));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"gonzo\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n",
              x,
              y(spread.median())));
      svg.append(text(x, y(spread.most()) - 8, "middle", Numbers.text(spread.median())));
      svg.append(text(x, HEIGHT - BOTTOM + 18, "middle", row.name()));
    }
    svg.append(text(LEFT - 8, TOP + 4, "end", Numbers.text(mostY)));
    svg.append(text(LEFT - 8, HEIGHT - BOTTOM, "end", Numbers.text(leastY)));
    return svg.append("</svg>\n").toString();
  }

  private double x(double size) {
    double part = mostX == leastX ? 0.5 : Math.log(size / leastX) / Math.log(mostX / leastX);
    return LEFT + 30 + part * (WIDTH - LEFT - RIGHT - 60);
  }

  private double y(double value) {
    double part = Math.log(Math.max(value, leastY) / leastY) / Math.log(mostY / leastY);
    return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
  }

  private static String line(String kind, double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT,
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
        kind,
        x1,
        y1,
        x2,
        y2);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
        x,
        y,
        anchor,
        Markup.escape(text));
  }
}
