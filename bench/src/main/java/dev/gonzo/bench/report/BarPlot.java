package dev.gonzo.bench.report;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Spread;
import java.util.Locale;

/** Horizontal bars with the median, and a line from the smallest to the largest value. */
final class BarPlot {
  private static final int LABELS = 200;
  private static final int BARS = 520;
  private static final int VALUES = 230;
  private static final int LINE = 24;
  private static final int BAR = 14;

  private BarPlot() {}

  static String svg(Figure figure) {
    int height = figure.rows().size() * LINE + 4;
    double most = figure.rows().stream().mapToDouble(row -> row.spread().median()).max().orElse(1);
    var svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">\n"
            .formatted(LABELS + BARS + VALUES, height, LABELS + BARS + VALUES));
    svg.append("<title>%s</title>\n".formatted(Markup.escape(figure.title())));
    for (int i = 0; i < figure.rows().size(); i++) {
      draw(figure, figure.rows().get(i), i * LINE + 2, most, svg);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void draw(Figure figure, Row row, int top, double most, StringBuilder svg) {
    Spread spread = row.spread();
    int middle = top + LINE / 2;
    String kind = row.name().startsWith("gonzo") ? "gonzo" : "peer";
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
            .formatted(LABELS - 8, middle + 4, Markup.escape(row.name())));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
            kind,
            LABELS,
            middle - BAR / 2,
            x(spread.median(), most),
            BAR));
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"range\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n",
            LABELS + x(spread.least(), most),
            middle,
            LABELS + x(spread.most(), most),
            middle));
    String ratio =
        figure
            .baselineRow()
            .map(base -> " · " + Numbers.text(row.ratioTo(base).median()) + "×")
            .orElse("");
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
            LABELS + Math.max(x(spread.median(), most), x(spread.most(), most)) + 8,
            middle + 4,
            Numbers.text(spread.median()) + ratio));
  }

  /** A value far beyond all medians is cut, so that the bars stay comparable. */
  private static double x(double value, double most) {
    return most == 0 ? 0 : Math.min(value / most, 1.15) * BARS * 0.95;
  }
}
