package dev.gonzo.bench.report;

import com.grack.nanojson.JsonAppendableWriter;
import com.grack.nanojson.JsonWriter;
import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import java.util.Map;

/** The samples as JSON, for other programs. */
final class RawSamples {
  private RawSamples() {}

  static String json(Results results) {
    var text = new StringBuilder();
    JsonAppendableWriter json = JsonWriter.indent("  ").on(text);
    json.object().object("machine");
    Machine.facts().forEach(json::value);
    json.end().array("arguments");
    results.arguments().forEach(json::value);
    json.end().array("figures");
    results.figures().forEach(figure -> write(figure, json));
    json.end().array("skipped");
    results
        .skipped()
        .forEach(skipped ->
            json.object()
                .value("benchmark", skipped.benchmark())
                .value("peer", skipped.peer())
                .value("reason", skipped.reason())
                .end());
    json.end().end().done();
    return text.toString();
  }

  private static void write(Figure figure, JsonAppendableWriter json) {
    json.object()
        .value("benchmark", figure.benchmark())
        .value("title", figure.title())
        .value("unit", figure.unit())
        .value("baseline", figure.baseline())
        .array("rows");
    for (Row row : figure.rows()) {
      json.object().value("name", row.name()).array("samples");
      for (Sample sample : row.samples()) {
        json.object().value("value", sample.value());
        sample.details().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(detail -> json.value(detail.getKey(), detail.getValue()));
        json.end();
      }
      json.end().end();
    }
    json.end().end();
  }
}
