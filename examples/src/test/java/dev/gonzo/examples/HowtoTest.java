package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each listing of docs/howto.md compiles. */
class HowtoTest {
  private static final Pattern LISTING = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** The variables that the page declares as given, and the methods that its listings call. */
  private static final String GIVEN =
      """
      import static dev.gonzo.Gonzo.*;
      import static java.time.Duration.*;
      import dev.gonzo.*;
      import dev.gonzo.console.Console;
      import dev.gonzo.file.*;
      import dev.gonzo.http.*;
      import dev.gonzo.http.client.*;
      import dev.gonzo.http.server.*;
      import dev.gonzo.http.websocket.*;
      import dev.gonzo.kernel.*;
      import dev.gonzo.net.*;
      import dev.gonzo.process.*;
      import dev.gonzo.queue.*;
      import dev.gonzo.stream.*;
      import dev.gonzo.sync.*;
      import dev.gonzo.tls.*;
      import java.io.IOException;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;
      import java.time.Duration;
      import java.util.List;
      import java.util.concurrent.CompletableFuture;

      abstract class Listings {
        Socket client;
        List<String> addresses;
        Path path;
        byte[] bytes;

        abstract String fetch(String address) throws IOException;
        abstract void work() throws IOException;
        abstract String blockingCall() throws IOException;
        abstract byte[] sha256(byte[] contents);
        abstract CompletableFuture<String> futureOfAnotherLibrary();
        abstract void print(Object what);
      """;

  @TempDir private Path directory;

  @Test
  void each_listing_compiles() throws IOException {
    var source = new StringBuilder(GIVEN);
    List<String> listings =
        LISTING
            .matcher(Files.readString(Path.of("..", "docs", "howto.md")))
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(listings).hasSizeGreaterThanOrEqualTo(30);
    for (int i = 0; i < listings.size(); i++) {
      source
          .append("void listing%d() throws Exception {\n".formatted(i))
          .append(listings.get(i))
          .append("}\n");
    }
    assertThat(complaints(source.append("}\n").toString())).isEmpty();
  }

  private String complaints(String source) {
    var complaints = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///Listings.java"), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean _ =
        compiler
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
}
