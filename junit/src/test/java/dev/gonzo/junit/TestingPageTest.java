package dev.gonzo.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each listing of docs/testing.md works: classes are tests that pass, the others are run in one.
 */
class TestingPageTest {
  private static final Pattern LISTING = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String IMPORTS =
      """
      import static dev.gonzo.Gonzo.*;
      import static dev.gonzo.testing.VirtualTime.inVirtualTime;
      import static java.time.Duration.*;
      import static org.junit.jupiter.api.Assertions.*;
      import dev.gonzo.*;
      import dev.gonzo.junit.GonzoTest;
      import dev.gonzo.queue.Queue;
      import dev.gonzo.stream.Streams;
      import dev.gonzo.sync.Semaphore;
      import dev.gonzo.testing.*;
      import java.io.IOException;
      import java.time.Duration;
      import java.util.List;
      import org.junit.jupiter.api.*;
      """;

  @TempDir private Path directory;

  @Test
  void each_listing_works() throws Exception {
    List<String> listings =
        LISTING
            .matcher(Files.readString(Path.of("..", "docs", "testing.md")))
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(listings).hasSizeGreaterThanOrEqualTo(5);
    for (String listing : listings) {
      boolean isClass = listing.contains("class ");
      boolean isInKernel = listing.contains("MemoryStreams");
      String name = isClass ? "PollerTest" : "Listing" + listings.indexOf(listing);
      String source =
          isClass
              ? listing
              : "class %s {\n%s void listing() throws Exception {\nbyte[] bytes = new byte[10];\n%s}\n}\n"
                  .formatted(
                      name, isInKernel ? "@GonzoTest(virtualTime = true)" : "@Test", listing);
      assertThat(complaints(name, IMPORTS + source)).as(listing).isEmpty();
      try (var loader =
          new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
        var results = Results.of(loader.loadClass(name));
        assertThat(results.failed()).as(listing).isEmpty();
        assertThat(results.passed()).as(listing).hasSize(1);
      }
    }
  }

  private String complaints(String name, String source) throws IOException {
    var complaints = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), SimpleJavaFileObject.Kind.SOURCE) {
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
