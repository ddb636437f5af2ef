package dev.gonzo.cli.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Draws a history as one HTML file, which a browser shows without a network. */
public final class Timeline {
  private Timeline() {}

  /**
   * Draws a trace.
   *
   * @param trace the file of the trace
   * @param html the file to be written
   * @return how many events it has
   * @throws NotATraceException if it is not a trace
   * @throws IOException if it cannot be read, or the other cannot be written
   */
  public static long write(Path trace, Path html) throws IOException {
    var drawer = new Drawer();
    String title;
    try (var reader = TraceReader.open(trace)) {
      title =
          (reader.program().isEmpty() ? "a history" : reader.program()) + ", seed " + reader.seed();
      for (TraceEvent event; (event = reader.next()) != null; ) {
        drawer.add(event);
      }
    }
    Drawing drawing = drawer.end();
    if (drawing.size() == 0) {
      throw new NotATraceException(trace + " has no events, so there is nothing to draw");
    }
    String page = resource("timeline.html");
    try (Writer writer = Files.newBufferedWriter(html)) {
      var output = new Page(writer, page);
      output.upTo("TITLE").write(Page.escaped(title));
      output.upTo("STYLE").write(resource("timeline.css"));
      output.upTo("DATA");
      new DrawingJson(writer).write(title, drawing);
      output.upTo("SCRIPT").write(resource("view.js") + resource("timeline.js"));
      output.rest();
    }
    return drawing.size();
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = Timeline.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
