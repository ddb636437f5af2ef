package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs and commands that are turned away, each with one sentence that says what to do. */
@Tag("realTime")
class RefusedTest {
  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  private void refuses(int status, String sentence, String... arguments) throws Exception {
    assertEquals(new Ended(status, "", "gonzo: " + sentence + "\n"), shell.gonzo(arguments));
  }

  private void refusesSource(String sentence, String source) throws Exception {
    shell.with("Program.java", source);
    refuses(1, "Program.java: " + sentence, "run", "Program.java");
  }

  @Test
  void a_compile_error_looks_as_javacs_does() throws Exception {
    shell.with("Bad.java", "void main() {\n  int n = \"text\";\n}\n");
    assertEquals(
        new Ended(
            1,
            "",
            """
            ./Bad.java:2: error: incompatible types: String cannot be converted to int
              int n = "text";
                      ^
            1 error
            """),
        shell.gonzo("run", "./Bad.java"));
  }

  @Test
  void a_library_that_is_missing_is_told_with_where_it_belongs() throws Exception {
    shell.with("Absent.java", "import com.example.absent.Thing;\nvoid main() { new Thing(); }\n");
    Ended ended = shell.gonzo("run", "Absent.java");
    assertEquals(1, ended.status());
    assertTrue(ended.err().contains("package com.example.absent does not exist"), ended.err());
    assertTrue(
        ended.err().lines().toList().getLast().startsWith("gonzo: a library that the program uses"),
        ended.err());
    assertTrue(ended.err().contains("GONZO_CLASSPATH='lib/*'"), ended.err());
  }

  @Test
  void a_warning_looks_as_javacs_does_and_the_program_runs() throws Exception {
    shell.with(
        "Old.java", "void main() { List list = new ArrayList(); list.add(1); IO.println(list); }");
    assertEquals(
        new Ended(
            0,
            "[1]\n",
            """
            Note: Old.java uses unchecked or unsafe operations.
            Note: Recompile with -Xlint:unchecked for details.
            """),
        shell.gonzo("run", "Old.java"));
    shell.with("Gone.java", "void main() { System.runFinalization(); }");
    var ended = shell.gonzo("run", "Gone.java");
    assertEquals(0, ended.status());
    assertTrue(
        ended.err().startsWith("Gone.java:1: warning: [removal] runFinalization()"), ended.err());
    assertTrue(ended.err().endsWith("1 warning\n"), ended.err());
  }

  @Test
  void a_path_that_is_no_readable_java_file() throws Exception {
    refuses(
        2, "No.java does not exist; check the name, or the directory you are in", "run", "No.java");
    Files.createDirectory(directory.resolve("Folder.java"));
    refuses(
        2,
        "Folder.java is a directory; name a file in it, such as Folder.java/Main.java",
        "run",
        "Folder.java");
    shell.with("notes.txt", "");
    refuses(
        2, "notes.txt is not a Java source file; its name must end in .java", "run", "notes.txt");
  }

  @Test
  void a_name_that_this_locale_cannot_express() {
    for (String name : new String[] {"lat\uFFFDn.java", "not a path: \0"}) {
      var refusal = assertThrows(Refusal.class, () -> SourceFile.named(name));
      assertEquals(2, refusal.status());
      assertEquals(
          name
              + " has bytes in its name that are not text in this locale;"
              + " rename it, or set LC_ALL=C.UTF-8",
          refusal.sentence());
    }
  }

  @Test
  void a_file_without_permission() throws Exception {
    assumeFalse(System.getProperty("user.name").equals("root"), "root reads everything");
    shell.with("Locked.java", "void main() {}");
    Files.setPosixFilePermissions(
        directory.resolve("Locked.java"), PosixFilePermissions.fromString("---------"));
    refuses(
        2,
        "Locked.java cannot be read; check its permissions with ls -l Locked.java",
        "run",
        "Locked.java");
  }

  @Test
  void a_program_without_a_main_to_call() throws Exception {
    refusesSource("there is no main method; add void main() { ... }", "class Program {}");
    refusesSource(
        "main of Program is private; take the word private away",
        "class Program { private static void main(String[] args) {} }");
    refusesSource(
        "main of Program returns int; make it void", "class Program { int main() { return 1; } }");
    refusesSource(
        "the program starts in its first class, First, which has no main method; put Second first",
        "class First {} class Second { void main() {} }");
    refusesSource(
        "main of Program needs an instance, but Program has no constructor for one;"
            + " make main static",
        "record Program(int n) { void main() {} }");
    shell.with("Program.java", "// nothing\n");
    refuses(
        1,
        "Program.java contains no class and no method; write void main() { ... }",
        "run",
        "Program.java");
  }

  @Test
  void a_kernel_that_is_not_here() throws Exception {
    refuses(
        2,
        "there is no kernel named 'fast'; use --kernel epoll or uring or nio or guest or sim"
            + " or netty-nio or netty-epoll or netty-uring",
        "run",
        "--kernel=fast",
        "No.java");
  }

  @Test
  void a_command_typed_wrongly() throws Exception {
    refuses(
        2, "Missing required parameter: 'FILE.java'\nTry 'gonzo run --help'.", "run", "--trace");
    var unknown = shell.gonzo("run", "--trase", "Program.java");
    assertEquals(2, unknown.status());
    assertTrue(unknown.err().contains("--trace"), unknown.err());
    var forgotten = shell.gonzo("Hello.java");
    assertEquals(2, forgotten.status());
    assertTrue(forgotten.err().endsWith("Did you mean 'gonzo run Hello.java'?\n"), forgotten.err());
  }

  @Test
  void a_file_that_cannot_be_written_is_refused_before_the_work() throws Exception {
    shell.with("Plain.java", "import dev.gonzo.Gonzo; void main() { Gonzo.run(() -> {}); }");
    shell.with("a.trace", "");
    String sentence =
        "no/file cannot be written: "
            + directory.resolve("no")
            + " is no directory; create it first";
    refuses(2, sentence, "explore", "Plain.java", "--trace", "no/file");
    refuses(2, sentence, "sim", "Plain.java", "--seed", "1", "--trace", "no/file");
    refuses(2, sentence, "sim", "Plain.java", "--seed", "1", "--timeline", "no/file");
    refuses(2, sentence, "timeline", "a.trace", "-o", "no/file");
    refuses(2, ". is a directory; name a file in it", "timeline", "a.trace", "-o", ".");
    Files.write(directory.resolve("a.jfr"), new byte[] {'F', 'L', 'R', 0});
    refuses(
        2,
        "a.jfr is a recording, which is drawn for Perfetto only: leave out --format html",
        "timeline",
        "a.jfr",
        "--format",
        "html");
    assertEquals(2, shell.gonzo("timeline", "a.jfr").status());
    assertTrue(Files.notExists(directory.resolve("a.pftrace")));
    Path kept = Files.writeString(directory.resolve("kept"), "of the user");
    assertEquals(2, shell.gonzo("timeline", "a.jfr", "-o", "kept").status());
    assertTrue(Files.exists(kept));
  }
}
