package dev.gonzo.bench.report;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Skipped;
import java.util.List;

/** One page with a plot and a table for each figure. It needs no network and has no scripts. */
final class Page {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; color: #222; background: #fff; }
      h1 { font-size: 1.6em; } h2 { font-size: 1.15em; margin-top: 2.5em; }
      svg { max-width: 100%; height: auto; display: block; }
      svg text { font: 13px system-ui, sans-serif; fill: #222; }
      rect.gonzo, circle.gonzo { fill: #1f6f8b; } rect.peer { fill: #b8c4cc; }
      line.gonzo { stroke: #1f6f8b; stroke-width: 2; } line.range { stroke: #333; stroke-width: 1.5; }
      line.axis { stroke: #999; }
      table { border-collapse: collapse; font-size: 13px; margin-top: .5em; }
      th, td { padding: .15em .7em; text-align: right; border-bottom: 1px solid #e4e4e4; white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      .wide { overflow-x: auto; } .facts td { text-align: left; }
      """;

  private Page() {}

  static String of(Results results) {
    var page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    page.append("<title>Gonzo: benchmarks</title>\n<style>\n").append(STYLE);
    page.append("</style>\n</head>\n<body>\n<h1>Gonzo: benchmarks</h1>\n");
    page.append(
        "<p>Medians, with the smallest and the largest value of the rounds. Less is better. A ratio"
            + " is the median of the ratios of each round.</p>\n");
    facts(results, page);
    results.figures().forEach(figure -> figure(figure, page));
    skipped(results.skipped(), page);
    return page.append("</body>\n</html>\n").toString();
  }

  private static void facts(Results results, StringBuilder page) {
    page.append("<table class=\"facts\">\n");
    fact("command", "gonzo bench " + String.join(" ", results.arguments()), page);
    Machine.facts().forEach((name, value) -> fact(name, value, page));
    page.append("</table>\n");
  }

  private static void fact(String name, String value, StringBuilder page) {
    page.append(
        "<tr><td>%s</td><td>%s</td></tr>\n".formatted(Markup.escape(name), Markup.escape(value)));
  }

  private static void figure(Figure figure, StringBuilder page) {
    page.append("<h2>%s</h2>\n".formatted(Markup.escape(figure.title())));
    page.append("<p>%s</p>\n".formatted(Markup.escape(figure.unit())));
    page.append(
        switch (figure.plot()) {
          case BARS -> BarPlot.svg(figure);
          case LINE -> LinePlot.svg(figure);
        });
    page.append("<div class=\"wide\">\n<table>\n");
    List<List<String>> lines = Table.of(figure);
    for (int i = 0; i < lines.size(); i++) {
      String kind = i == 0 ? "th" : "td";
      page.append("<tr>");
      for (String cell : lines.get(i)) {
        page.append("<%s>%s</%s>".formatted(kind, Markup.escape(cell), kind));
      }
      page.append("</tr>\n");
    }
    page.append("</table>\n</div>\n");
  }

  private static void skipped(List<Skipped> skipped, StringBuilder page) {
    if (skipped.isEmpty()) {
      return;
    }
    page.append("<h2>Left out</h2>\n<ul>\n");
    for (Skipped one : skipped) {
      page.append(
          "<li>%s, %s: %s</li>\n"
              .formatted(
                  Markup.escape(one.benchmark()),
                  Markup.escape(one.peer()),
                  Markup.escape(one.reason())));
    }
    page.append("</ul>\n");
  }
}
