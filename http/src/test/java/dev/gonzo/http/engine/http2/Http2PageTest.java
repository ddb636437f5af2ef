package dev.gonzo.http.engine.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What docs/http2-engine.md says is so. */
class Http2PageTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."));

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve(Path.of("..", "docs", "http2-engine.md")));
  }

  @Test
  void the_example_works() {
    var events = new ArrayList<Received>();
    // listing
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    var server = Http2Engine.server(Http2Limits.DEFAULTS);
    client.send(Sent.Request.get(client.nextStream(), "https", "example.org", "/"));
    for (Received event : server.receive(client.bytesToSend())) {
      if (event instanceof Received.End end) {
        server.send(
            new Sent.Response(end.stream(), 200, Headers.of("content-type", "text/plain"), false));
        server.send(new Sent.Data(end.stream(), ByteBuffer.wrap("hello".getBytes(UTF_8)), true));
      }
    }
    for (Received event : client.receive(server.bytesToSend())) {
      System.out.println(event);
      events.add(event);
    }
    // end
    assertThat(events).last().isInstanceOf(Received.End.class);
    assertThat(events).anySatisfy(each -> assertThat(each).isInstanceOf(Received.Response.class));
  }

  @Test
  void the_listing_is_the_example() throws IOException {
    Path source =
        ROOT.resolve(Path.of("src/test/java/dev/gonzo/http/engine/http2", "Http2PageTest.java"));
    String example = between(Files.readString(source), "// listing\n", "// end\n");
    String shown = between(page(), "```java\n", "```");
    assertThat(words(shown)).isEqualTo(words(example.replace("events.add(event);", "")));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  /** Lines are broken by the formatter where it likes. */
  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void the_table_of_limits_is_complete() throws Exception {
    for (RecordComponent limit : Http2Limits.class.getRecordComponents()) {
      if (limit.getType() != Http2Limits.Deadlines.class) {
        Object value = limit.getAccessor().invoke(Http2Limits.DEFAULTS);
        assertThat(page()).contains("| `%s` | %s |".formatted(limit.getName(), value));
      }
    }
  }

  @Test
  void each_event_is_named() throws IOException {
    for (Class<?> each : Received.class.getPermittedSubclasses()) {
      assertThat(page()).contains("`" + each.getSimpleName() + "`");
    }
    for (Class<?> each : Sent.class.getPermittedSubclasses()) {
      assertThat(page()).contains("`" + each.getSimpleName() + "`");
    }
  }
}
