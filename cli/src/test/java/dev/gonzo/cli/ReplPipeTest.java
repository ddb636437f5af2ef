package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gonzo repl} with a script as its input. */
@Tag("realTime")
class ReplPipeTest {
  @TempDir Path directory;

  private GonzoProcess.Ended repl(String script, String... arguments) throws Exception {
    var all = new String[arguments.length + 1];
    all[0] = "repl";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new GonzoProcess(directory).gonzoReading(script, all);
  }

  @Test
  void a_script_shows_values_without_a_prompt_and_without_colours() throws Exception {
    var ended =
        repl(
            """
            #!/usr/bin/env -S gonzo repl
            // comments and empty lines are nothing

            var task = spawn(() -> {
              sleep(ofMillis(1));
              return "awaited";
            })
            task.join()
            IO.println("printed")
            """);
    assertEquals("", ended.err());
    assertTrue(
        ended.out().matches("task ==> Task\\[task-\\d+, READY]\n\\$1 ==> \"awaited\"\nprinted\n"),
        ended.out());
    assertEquals(0, ended.status());
  }

  @Test
  void a_script_ends_with_status_1_at_the_first_snippet_that_fails() throws Exception {
    var ended = repl("1 + 1\nint half = 1 / 0;\nIO.println(\"never\")\n");
    assertEquals("$1 ==> 2\n", ended.out());
    assertEquals(
        "|  Exception java.lang.ArithmeticException: / by zero\n|  \tat (#2:1)\n", ended.err());
    assertEquals(1, ended.status());
  }

  @Test
  void a_script_that_ends_in_the_middle_of_a_snippet_fails() throws Exception {
    var ended = repl("int half(int n) {\n  return n / 2;\n");
    assertTrue(ended.err().contains("reached end of file while parsing"), ended.err());
    assertEquals(1, ended.status());
  }

  @Test
  void the_status_of_exit_is_that_of_the_process() throws Exception {
    assertEquals(3, repl("/exit 3\nIO.println(\"never\")").status());
  }

  @Test
  void a_startup_script_and_a_class_path_are_there_before_the_first_line() throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    assertEquals(
        0,
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-d",
                classes.toString(),
                Files.writeString(
                        directory.resolve("Store.java"),
                        "package shop; public record Store(String name) {}")
                    .toString())
            .inheritIO()
            .start()
            .waitFor());
    Files.writeString(directory.resolve("start.jsh"), "import shop.*;\nint ready = 1;\n");
    var ended =
        repl("new Store(\"corner\" + ready)", "--class-path", "classes", "--startup", "start.jsh");
    assertEquals("ready ==> 1\n$1 ==> Store[name=corner1]\n", ended.out() + ended.err());
  }

  @Test
  void what_cannot_be_is_refused_before_anything_starts() throws Exception {
    var noKernel = repl("", "--kernel", "none");
    assertTrue(noKernel.err().contains("use --kernel epoll or uring"), noKernel.err());
    assertEquals(2, noKernel.status());
    var noFile = repl("", "--startup", "missing.jsh");
    assertTrue(noFile.err().contains("there is no file missing.jsh"), noFile.err());
    assertEquals(2, noFile.status());
  }

  @Test
  void help_fits_into_a_terminal() throws Exception {
    var help = repl("", "--help");
    assertTrue(help.out().contains("--class-path=PATH"), help.out());
    assertFalse(help.out().lines().anyMatch(line -> line.length() > 80), help.out());
  }
}
