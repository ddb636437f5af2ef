package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another JVM compiles is what this one would compile, and so are the messages. */
@Tag("realTime")
class CompilerProcessTest {
  private static final String CACHE = "gonzo.compiler.cache";
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream errors = new PrintStream(said, true, UTF_8);

  @TempDir Path directory;

  @AfterEach
  void forget() {
    System.clearProperty(CACHE);
  }

  private Path program(String text) throws IOException {
    return Files.writeString(directory.resolve("Program.java"), text);
  }

  /** A cache that does not exist: then the JVM starts without one. */
  private void isWanted() {
    System.setProperty(CACHE, directory.resolve("none.aot").toString());
  }

  @Test
  void a_program_is_the_same_with_its_warnings() throws Exception {
    isWanted();
    Path file = program("void main() { new Thread(() -> {}).stop(); }");
    var there = CompilerProcess.compile(file, CLASS_PATH, errors).orElseThrow();
    var here = Compiler.compile(file, CLASS_PATH, errors);
    assertEquals(here.messages(), there.messages());
    assertTrue(there.messages().contains("stop"), there.messages());
    assertEquals(here.program().topLevelNames(), there.program().topLevelNames());
    assertEquals(here.program().classes().keySet(), there.program().classes().keySet());
    here.program()
        .classes()
        .forEach((name, bytes) -> assertArrayEquals(bytes, there.program().classes().get(name)));
  }

  @Test
  void what_does_not_compile_is_refused_with_the_same_words() throws Exception {
    Path file = program("import no.such.Library; void main() { naïve }");
    var here = assertThrows(Refusal.class, () -> Compiler.compile(file, CLASS_PATH, errors));
    String expected = said.toString(UTF_8);
    said.reset();
    isWanted();
    var there =
        assertThrows(Refusal.class, () -> CompilerProcess.compile(file, CLASS_PATH, errors));
    assertEquals(here.sentence(), there.sentence());
    assertEquals(here.status(), there.status());
    assertEquals(expected, said.toString(UTF_8));
  }

  @Test
  void without_a_cache_and_when_the_other_jvm_fails_this_one_has_to_compile() throws Exception {
    Path file = program("void main() {}");
    assertEquals(Optional.empty(), CompilerProcess.compile(file, CLASS_PATH, errors));
    isWanted();
    System.setProperty("gonzo.compiler.path", directory.toString()); // without the command
    try {
      assertEquals(Optional.empty(), CompilerProcess.compile(file, CLASS_PATH, errors));
    } finally {
      System.clearProperty("gonzo.compiler.path");
    }
    assertEquals("", said.toString(UTF_8));
  }
}
