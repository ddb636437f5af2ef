package dev.gonzo.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Figure.Plot;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.measure.Skipped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final Results RESULTS =
      new Results(
          List.of("echo", "--peers", "a<b>&\"c\""),
          List.of(
              new Figure(
                  "echo",
                  "echo: 1 connection & <more>",
                  "µs",
                  "c",
                  Plot.BARS,
                  List.of(row("gonzo-epoll", 3, 4, 2), row("c", 1, 2, 1))),
              new Figure(
                  "growth",
                  "growth: turns",
                  "ns",
                  "1,000",
                  Plot.LINE,
                  List.of(row("1,000", 100), row("10,000", 150)))),
          List.of(new Skipped("echo", "curio", "no python3 has the module curio")));

  @TempDir private Path directory;

  @Test
  void the_page_is_well_formed_and_needs_nothing_else() throws Exception {
    RESULTS.write(directory);

    String page = Files.readString(directory.resolve("report.html"));
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    assertThat(page)
        .contains("<svg", "gonzo-epoll", "curio", "a&lt;b&gt;&amp;&quot;c&quot;")
        .doesNotContain("<script", "href=", "src=");
  }

  @Test
  void the_raw_samples_are_json() throws Exception {
    RESULTS.write(directory);

    JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("samples.json")));
    JsonObject row = json.getArray("figures").getObject(0).getArray("rows").getObject(0);
    assertThat(row.getString("name")).isEqualTo("gonzo-epoll");
    assertThat(row.getArray("samples").getObject(1).getDouble("value")).isEqualTo(4);
    assertThat(row.getArray("samples").getObject(1).getDouble("messages/s")).isEqualTo(1_000);
    assertThat(json.getArray("skipped").getObject(0).getString("peer")).isEqualTo("curio");
    assertThat(json.getObject("machine").getString("JDK")).isNotEmpty();
  }

  @Test
  void the_table_has_medians_and_ratios() {
    var printed = new ByteArrayOutputStream();
    RESULTS.print(new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("ratio to c", "3.00 (2.00–4.00)", "2.00 (2.00–3.00)")
        .contains("echo, curio: no python3 has the module curio");
  }

  private static Row row(String name, double... values) {
    return new Row(
        name,
        Arrays.stream(values)
            .mapToObj(value -> new Sample(value, Map.of("messages/s", 1_000.0)))
            .toList());
  }
}
