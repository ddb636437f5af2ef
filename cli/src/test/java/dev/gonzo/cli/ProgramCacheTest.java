package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that were compiled before: what is used again, and what is not. */
@Tag("realTime")
@Timeout(300)
class ProgramCacheTest {
  @TempDir Path directory;
  private Path entries;

  @BeforeEach
  void name() {
    entries = directory.resolve("cache/gonzo");
  }

  private GonzoProcess shell(String... options) {
    return new GonzoProcess(
        directory,
        Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString()),
        List.of(options));
  }

  private String verbose(GonzoProcess shell) throws Exception {
    var ended = shell.gonzo("run", "--verbose", "Program.java");
    assertEquals(0, ended.status(), ended.err());
    return ended.out() + ended.err().lines().findFirst().orElseThrow().replaceAll("\\d+ ms", "");
  }

  private static String compiled(String output) {
    return output + "\ngonzo: compiled Program.java (1 class) in ";
  }

  private static String found(String output) {
    return output + "\ngonzo: compiled before: Program.java (1 class) in ";
  }

  private List<Path> entries() throws IOException {
    try (var all = Files.list(entries)) {
      return new ArrayList<>(all.sorted().toList());
    }
  }

  @Test
  void a_program_is_compiled_once_and_again_after_a_change() throws Exception {
    var shell = shell().with("Program.java", "void main() { IO.println(1); }");
    assertEquals(compiled("1"), verbose(shell));
    assertEquals(found("1"), verbose(shell));
    shell.with("Program.java", "void main() { IO.println(2); }");
    assertEquals(compiled("2"), verbose(shell));
    assertEquals(found("2"), verbose(shell));
    assertEquals(2, entries().size());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(entries)));
  }

  @Test
  void a_program_that_was_compiled_before_loads_no_class_of_javac() throws Exception {
    var shell = shell("-Xlog:class+load:stdout").with("Program.java", "void main() {}");
    assertTrue(shell.gonzo("run", "Program.java").out().contains(" com.sun.tools.javac."));
    String loaded = shell.gonzo("run", "Program.java").out();
    assertTrue(loaded.contains(" dev.gonzo.cli.ProgramStart "));
    assertEquals(
        List.of(), loaded.lines().filter(line -> line.contains(" com.sun.tools.javac.")).toList());
  }

  @Test
  void stack_traces_resources_and_exit_status_are_as_when_it_was_compiled() throws Exception {
    var shell =
        shell()
            .with(
                "Program.java",
                """
                record Pair(int first, int second) {}

                class Program {
                  static void main(String[] arguments) throws Exception {
                    var loader = Program.class.getClassLoader();
                    System.out.println(
                        loader.getResourceAsStream("Pair.class").readAllBytes().length
                            + " " + Program.class.getProtectionDomain().getCodeSource()
                            + " " + Program.class.getDeclaredMethod("main", String[].class));
                    throw new IllegalStateException("at the end");
                  }
                }
                """);
    Ended first = shell.gonzo("run", "Program.java");
    assertTrue(first.err().contains("(Program.java:10)"), first.err());
    assertEquals(first, shell.gonzo("run", "Program.java"));
  }

  @Test
  void warnings_are_printed_each_time() throws Exception {
    var shell =
        shell()
            .with(
                "Program.java",
                "void main() { Object o = (List<String>) (Object) List.of(1); IO.println(o); }");
    Ended first = shell.gonzo("run", "Program.java");
    assertTrue(first.err().contains("unchecked"), first.err());
    assertEquals(first, shell.gonzo("run", "Program.java"));
  }

  @Test
  void what_does_not_compile_is_not_kept() throws Exception {
    var shell = shell().with("Program.java", "void main() { wrong }");
    Ended first = shell.gonzo("run", "Program.java");
    assertEquals(1, first.status());
    assertEquals(first, shell.gonzo("run", "Program.java"));
    assertEquals(List.of(), entries());
  }

  @Test
  void a_damaged_entry_is_not_used() throws Exception {
    var shell = shell().with("Program.java", "void main() { IO.println(1); }");
    assertEquals(compiled("1"), verbose(shell));
    Path entry = entries().getFirst();
    byte[] whole = Files.readAllBytes(entry);
    for (int length : new int[] {0, 3, 11, whole.length / 2, whole.length - 1}) {
      Files.write(entry, java.util.Arrays.copyOf(whole, length));
      assertEquals(compiled("1"), verbose(shell), length + " bytes");
    }
    whole[whole.length / 2] ^= 1;
    Files.write(entry, whole);
    assertEquals(compiled("1"), verbose(shell));
    assertEquals(found("1"), verbose(shell));
  }

  @Test
  void a_directory_that_others_could_write_to_is_not_used() throws Exception {
    var shell = shell().with("Program.java", "void main() { IO.println(1); }");
    assertEquals(compiled("1"), verbose(shell));
    Files.setPosixFilePermissions(entries, PosixFilePermissions.fromString("rwxrwx---"));
    assertEquals(compiled("1"), verbose(shell));
    Files.setPosixFilePermissions(entries, PosixFilePermissions.fromString("rwx------"));
    assertEquals(found("1"), verbose(shell));
    Path elsewhere = Files.move(entries, directory.resolve("elsewhere"));
    Files.createSymbolicLink(entries, elsewhere);
    assertEquals(compiled("1"), verbose(shell));
    assertEquals(compiled("1"), verbose(shell("-Duser.name=another")));
  }

  @Test
  void an_entry_that_is_a_link_is_not_read() throws Exception {
    var shell = shell().with("Program.java", "void main() { IO.println(1); }");
    assertEquals(compiled("1"), verbose(shell));
    Path entry = entries().getFirst();
    Path elsewhere = Files.move(entry, directory.resolve("elsewhere"));
    Files.createSymbolicLink(entry, elsewhere);
    assertEquals(compiled("1"), verbose(shell));
  }

  @Test
  void the_class_path_is_part_of_the_key() throws Exception {
    Path file = Files.writeString(directory.resolve("Program.java"), "void main() {}");
    Path library = Files.createDirectories(directory.resolve("classes/deep"));
    Path type = Files.write(library.resolve("Type.class"), new byte[] {1});
    var before = System.getProperty("java.class.path");
    try {
      System.setProperty("java.class.path", directory.resolve("classes").toString());
      var first = ProgramKey.of(file, new byte[0]);
      assertTrue(first.isPresent());
      assertEquals(first, ProgramKey.of(file, new byte[0]));
      assertFalse(first.equals(ProgramKey.of(file, new byte[1])));
      Files.setLastModifiedTime(type, FileTime.fromMillis(1));
      var second = ProgramKey.of(file, new byte[0]);
      assertFalse(first.equals(second));
      Files.write(library.resolve("Other.class"), new byte[] {1});
      assertFalse(second.equals(ProgramKey.of(file, new byte[0])));
      for (int i = 0; i < 5_001; i++) {
        Files.createFile(library.resolve("Many" + i + ".class"));
      }
      assertEquals(Optional.empty(), ProgramKey.of(file, new byte[0]));
    } finally {
      System.setProperty("java.class.path", before);
    }
  }

  @Test
  void the_entries_not_used_for_longest_go_first() throws Exception {
    Files.createDirectories(entries);
    var cache = new ProgramCache(entries);
    var program =
        new SourceProgram(
            Path.of("Program.java"), List.of("A"), Map.of("A", "class".getBytes(UTF_8)));
    for (int i = 0; i < 201; i++) {
      cache.store(new ProgramKey("key" + i), new Compiled(program, ""));
      Path entry = entries.resolve("key" + i + ".program");
      if (Files.exists(entry)) {
        Files.setLastModifiedTime(entry, FileTime.fromMillis(i == 0 ? 1_000_000 : i * 1_000L));
      }
      if (i == 199) {
        Path abandoned = Files.createFile(entries.resolve("other.1.new"));
        Files.setLastModifiedTime(abandoned, FileTime.fromMillis(0));
      }
    }
    assertEquals(200, entries().size());
    assertFalse(Files.exists(entries.resolve("other.1.new")));
    cache.store(new ProgramKey("last"), new Compiled(program, ""));
    assertTrue(Files.exists(entries.resolve("key0.program")));
    assertFalse(Files.exists(entries.resolve("key1.program")));
  }
}
