package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.CopiedClone.Printed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache that a real training makes, and JVMs that do or do not accept it. */
@Tag("realTime")
@Timeout(600)
class AotCacheTest {
  private static final Path HELLO = Path.of("../examples/Hello.java").toAbsolutePath().normalize();

  @TempDir static Path directory;
  private static CopiedClone clone;

  @BeforeAll
  static void train() throws IOException, InterruptedException {
    clone =
        CopiedClone.create(directory.resolve("clone"), Path.of(System.getProperty("java.home")))
            .withJars();
    var printed = clone.shell("./gonzo train", Map.of());
    assertEquals("", printed.text(), () -> log());
    assertEquals(0, printed.status());
  }

  private static String log() {
    try {
      return Files.readString(clone.root().resolve("target/gonzo-training.log"));
    } catch (IOException none) {
      return none.toString();
    }
  }

  private static Printed hello(String options) throws IOException, InterruptedException {
    return clone.shell(
        "./gonzo run " + HELLO + " reader",
        Map.of("GONZO_JAVA_OPTS", options, "GONZO_TRAIN", "never"));
  }

  private static final Printed GREETING = new Printed(0, "Hello reader\n");

  @Test
  void the_jvm_accepts_the_cache_and_loads_nearly_every_class_from_it() throws Exception {
    // With this mode the JVM would not start if it did not accept the cache.
    assertEquals(GREETING, hello("-XX:AOTMode=on"));
    assertEquals(
        GREETING, hello("-XX:AOTMode=on -Xlog:class+load:file=" + directory.resolve("loaded")));
    var others =
        Files.readAllLines(directory.resolve("loaded")).stream()
            .filter(line -> !line.contains("source: shared objects file"))
            .toList();
    assertTrue(others.size() <= 150, () -> others.size() + " others: " + String.join("\n", others));
  }

  @Test
  void the_cache_fits_with_more_on_the_class_path_and_from_a_moved_directory() throws Exception {
    Path library = Files.createDirectories(clone.root().resolve("library"));
    Files.writeString(library.resolve("text"), "text");
    assertEquals(
        GREETING,
        clone.shell(
            "./gonzo run " + HELLO + " reader",
            Map.of(
                "GONZO_JAVA_OPTS",
                "-XX:AOTMode=on",
                "GONZO_TRAIN",
                "never",
                "GONZO_CLASSPATH",
                library.toString())));
    Path moved = Files.move(clone.root(), directory.resolve("moved"));
    try {
      assertEquals(
          GREETING,
          new CopiedClone(moved, clone.javaHome())
              .shell(
                  "./gonzo run " + HELLO + " reader",
                  Map.of("GONZO_JAVA_OPTS", "-XX:AOTMode=on", "GONZO_TRAIN", "never")));
    } finally {
      Files.move(moved, clone.root());
    }
  }

  @Test
  void options_that_the_cache_does_not_fit_print_nothing() throws Exception {
    for (var options :
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseZGC",
            "-XX:-UseCompactObjectHeaders",
            "-Xmx40g",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Xshare:off")) {
      assertEquals(GREETING, hello(options), options);
    }
  }

  @Test
  void warnings_of_the_jvm_about_other_things_are_still_printed() throws Exception {
    var printed = hello("-Xlog:gc:file=/nonexistent/gc.log");
    assertTrue(printed.text().contains("/nonexistent/gc.log"), printed.text());
  }
}
