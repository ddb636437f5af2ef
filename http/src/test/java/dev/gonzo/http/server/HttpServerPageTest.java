package dev.gonzo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.http1.Http1Limits;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/http-server.md compile, and its figures are those of the code. */
class HttpServerPageTest {
  private static final Pattern LISTING = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String AROUND =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.*;
      import dev.gonzo.http.*;
      import dev.gonzo.http.message.*;
      import dev.gonzo.http.server.*;
      import dev.gonzo.stream.*;
      import dev.gonzo.tls.*;
      import java.io.IOException;
      import java.nio.file.Path;
      class Around {
        Path chain, key;
        void order(Exchange exchange) throws Exception {}
        void newOrder(Exchange exchange) throws Exception {}
        void answer(Exchange exchange) throws Exception {}
        boolean isValid(String text) { return true; }
        String store(String text) { return text; }
        void ask(int port) {}
        Object openPool() { return this; }
        record Orders(Object pool) { void answer(Exchange exchange) throws Exception {} }
      }
      """;

  @TempDir private Path directory;

  private static String page() throws IOException {
    Path root = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."));
    return Files.readString(root.resolve("docs").resolve("http-server.md"));
  }

  @Tag("realTime")
  @Test
  void listings_compile() throws IOException {
    var source = new StringBuilder(AROUND);
    List<String> listings =
        LISTING.matcher(page()).results().map(result -> result.group(1)).toList();
    assertThat(listings).hasSizeGreaterThan(4);
    for (int i = 0; i < listings.size(); i++) {
      String listing = listings.get(i);
      boolean isMembers = listing.startsWith("void ");
      source
          .append("class Listing" + i + " extends Around {\n")
          .append(isMembers ? listing : "void go() throws Exception {\n" + listing + "}\n")
          .append("}\n");
    }
    assertThat(complaints(source.toString())).as(source.toString()).isEmpty();
  }

  private String complaints(String source) {
    var complaints = new StringWriter();
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///Around.java"), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean _ =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                complaints,
                null,
                null,
                List.of("-d", directory.toString(), "-proc:none"),
                null,
                List.of(file))
            .call();
    return complaints.toString();
  }

  @Test
  void deadlines_are_those_of_the_code() throws IOException {
    Http1Limits limits = Http1Limits.defaults();
    assertThat(page())
        .contains(
            "| `idle` | " + seconds(limits.idle()) + " to",
            "| `head` | " + seconds(limits.head()) + " from",
            "| `bodyTime` | " + seconds(limits.bodyTime()) + " for each 16 KiB",
            "| `write` | " + seconds(limits.write()) + " for each 16 KiB",
            "| `keepAlive` | " + seconds(limits.keepAlive()) + " between",
            "(`drained`, " + (limits.drained() >> 10) + " KiB)",
            "| `withGrace(Duration)` | " + seconds(ServerOptions.defaults().listen().grace()));
    assertThat(limits.progress()).isEqualTo(16 << 10);
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
