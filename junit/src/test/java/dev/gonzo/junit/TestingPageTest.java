package dev.gonzo.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
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
      import static java.nio.charset.StandardCharsets.UTF_8;
      import dev.gonzo.file.AsyncFiles;
      import dev.gonzo.junit.*;
      import dev.gonzo.net.*;
      import dev.gonzo.queue.Queue;
      import dev.gonzo.sim.*;
      import dev.gonzo.stream.*;
      import dev.gonzo.sync.*;
      import dev.gonzo.testing.*;
      import java.io.IOException;
      import java.nio.file.*;
      import java.time.Duration;
      import java.util.List;
      import org.junit.jupiter.api.*;
      """;

  private static final int SEEDS = 10;

  @TempDir private Path directory;

  private static List<String> listings() throws IOException {
    return LISTING
        .matcher(Files.readString(Path.of("..", "docs", "testing.md")))
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  private static String listing(String part) throws IOException {
    return listings().stream().filter(text -> text.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void each_listing_works() throws Exception {
    List<String> listings =
        listings().stream()
            .filter(listing -> !listing.contains("Counter") && !listing.contains("last()"))
            .filter(listing -> !listing.contains("@Simulated"))
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
      var results = run(name, source);
      assertThat(results.failed()).as(listing).isEmpty();
      assertThat(results.passed()).as(listing).hasSize(1);
    }
  }

  @Test
  @Tag("scheduler")
  void the_counter_fails_as_the_page_says_and_is_cured() throws Exception {
    String program = listing("class Counter {");
    String test = listing("class CounterTest");
    assertThat(run("CounterTest", program + test).failure("seed 1"))
        .hasMessageContainingAll("got 1 after ", "disk: EIO of a read = ", "-Dgonzo.junit.seed=1");

    String mistake =
        "AsyncFiles.exists(file) ? Long.parseLong(AsyncFiles.readString(file)) + 1 : 1";
    assertThat(program).contains(mistake);
    String cured =
        program
            .replace(mistake, "last() + 1")
            .replaceFirst("\\}\\s*$", listing("long last()") + "}\n");
    Results results = run("CounterTest", cured + test);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).hasSize(2 * SEEDS);
  }

  @Test
  @Tag("scheduler")
  void the_transcript_is_written_and_compared() throws Exception {
    String test = listing("class GreetingTest");
    // Without the parameter it is written as well, but not by a build.
    assertThat(run("GreetingTest", test, "gonzo.transcripts.update", "true").failed()).isEmpty();
    assertThat(directory.resolve("GreetingTest.greets.txt")).hasContent("hello after PT1M");
    assertThat(run("GreetingTest", test.replace("hello", "good morning")).failure("seed 1"))
        .hasMessageContaining("differs from");
  }

  private Results run(String name, String source, String... more) throws Exception {
    assertThat(complaints(name, IMPORTS + source)).as(source).isEmpty();
    var parameters = new HashMap<String, String>();
    parameters.put("gonzo.junit.agent", "off");
    parameters.put("gonzo.junit.seeds", "" + SEEDS);
    parameters.put("gonzo.transcripts.directory", directory.toString());
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], more[i + 1]);
    }
    try (var loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      return Results.with(parameters, loader.loadClass(name));
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
