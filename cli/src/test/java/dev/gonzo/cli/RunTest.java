package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that run: every shape of main, arguments, exit status, class loading. */
@Tag("realTime")
class RunTest {
  @TempDir Path directory;
  private GonzoProcess shell;

  @BeforeEach
  void open() {
    shell = new GonzoProcess(directory);
  }

  private void prints(String expected, String source, String... arguments) throws Exception {
    var words = new String[arguments.length + 2];
    words[0] = "run";
    words[1] = "Program.java";
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    assertEquals(new Ended(0, expected, ""), shell.with("Program.java", source).gonzo(words));
  }

  @Test
  void a_compact_source_file_runs() throws Exception {
    prints("hello\n", "void main() { IO.println(\"hello\"); }");
  }

  /** Prints what carries a task. */
  private static final String TELLING =
      """
      import static dev.gonzo.Gonzo.*;

      void main() {
        run(() -> {
          for (var place : new Throwable().getStackTrace()) {
            if (place.getClassName().endsWith("Carrier")) {
              IO.println(place.getClassName());
            }
          }
          return null;
        });
      }
      """;

  @Test
  void the_carrier_that_is_asked_for_carries() throws Exception {
    shell.with("Program.java", TELLING);
    for (var carrier : List.of("scheduler", "baton")) {
      var expected =
          carrier.equals("baton")
              ? "dev.gonzo.carrier.BatonCarrier\n"
              : "dev.gonzo.carrier.SchedulerCarrier\n";
      assertEquals(
          new Ended(0, expected, ""), shell.gonzo("run", "--carrier", carrier, "Program.java"));
    }
  }

  @Test
  void main_with_arguments_comes_before_main_without() throws Exception {
    prints(
        "with 2\n",
        """
        void main() { IO.println("without"); }
        void main(String[] args) { IO.println("with " + args.length); }
        """,
        "a",
        "b");
  }

  @Test
  void a_private_main_with_arguments_gives_way_to_main_without() throws Exception {
    prints(
        "without\n",
        """
        class Program {
          private static void main(String[] args) { IO.println("with"); }
          void main() { IO.println("without"); }
        }
        """);
  }

  @Test
  void a_public_class_of_another_name_runs_with_a_static_main() throws Exception {
    prints(
        "Other in demo\n",
        """
        package demo;
        public class Other {
          public static void main(String[] args) {
            System.out.println(Other.class.getSimpleName() + " in " + Other.class.getPackageName());
          }
        }
        """);
  }

  @Test
  void an_inherited_instance_main_runs_on_an_instance_of_the_first_class() throws Exception {
    prints(
        "First\n",
        """
        class First extends Base {}
        class Base { void main() { IO.println(getClass().getName()); } }
        """);
  }

  @Test
  void the_first_class_starts_and_failing_that_the_one_named_as_the_file() throws Exception {
    prints(
        "first\n",
        """
        class First { static void main() { IO.println("first"); } }
        class Program { static void main() { IO.println("second"); } }
        """);
    prints(
        "named\n",
        """
        record Pair(int a, int b) {}
        class Program { static void main() { IO.println("named"); } }
        """);
  }

  @Test
  void import_module_nested_classes_and_lambdas_work() throws Exception {
    prints(
        "[1, 4]\n",
        """
        import module java.base;
        record Square(int of) { int value() { return of * of; } }
        void main() {
          IO.println(Stream.of(1, 2).map(Square::new).map(s -> s.value()).toList());
        }
        """);
  }

  @Test
  void what_follows_the_file_is_the_programs_even_if_it_looks_like_an_option() throws Exception {
    var source = "void main(String[] args) { IO.println(List.of(args)); }";
    prints(
        "[--trace, --, -x, @file, --help, ]\n",
        source,
        "--trace",
        "--",
        "-x",
        "@file",
        "--help",
        "");
    assertEquals(
        new Ended(0, "[--trace, --, -x, @file, --help, 'q']\n", ""),
        shell.gonzo(
            "run",
            "--kernel",
            "epoll",
            "Program.java",
            "--trace",
            "--",
            "-x",
            "@file",
            "--help",
            "'q'"));
  }

  @Test
  void the_program_has_a_context_class_loader_that_sees_its_classes_as_resources()
      throws Exception {
    prints(
        "true true cafebabe Program.java\n",
        """
        class Program {
          static void main() throws Exception {
            var loader = Thread.currentThread().getContextClassLoader();
            var url = Program.class.getResource("Program.class");
            try (var in = new java.io.DataInputStream(loader.getResourceAsStream("Program.class"))) {
              IO.println((loader == Program.class.getClassLoader())
                  + " " + (url.openStream().readAllBytes().length > 100)
                  + " " + Integer.toHexString(in.readInt())
                  + " " + java.nio.file.Path.of(Program.class.getProtectionDomain()
                        .getCodeSource().getLocation().toURI()).getFileName());
            }
          }
        }
        """);
  }

  @Test
  void a_class_of_the_program_comes_before_one_of_the_same_name_on_the_class_path()
      throws Exception {
    prints(
        "mine\n",
        """
        package picocli;
        class CommandLine { static void main() { IO.println("mine"); } }
        """);
  }

  @Test
  void the_exit_status_is_passed_on() throws Exception {
    shell.with("Program.java", "void main() { System.exit(7); }");
    assertEquals(new Ended(7, "", ""), shell.gonzo("run", "Program.java"));
  }

  @Test
  void other_threads_keep_the_program_alive_after_main_and_after_its_failure() throws Exception {
    var source =
        """
        void main(String[] args) {
          Thread.ofPlatform().start(() -> {
            try { Thread.sleep(300); } catch (InterruptedException e) { return; }
            IO.println("later");
          });
          if (args.length > 0) throw new IllegalStateException("now");
        }
        """;
    prints("later\n", source);
    var failed = shell.gonzo("run", "Program.java", "fail");
    assertEquals(1, failed.status());
    assertEquals("later\n", failed.out());
  }

  @Test
  void the_kernel_asked_for_is_a_system_property_and_verbose_says_so() throws Exception {
    shell.with(
        "Program.java",
        """
        void main() {
          IO.println(System.getProperty("gonzo.kernel") + " " + System.getProperty("gonzo.verbose"));
        }
        """);
    var ended = shell.gonzo("run", "--verbose", "--kernel=epoll", "Program.java");
    assertEquals("epoll true\n", ended.out());
    assertEquals(
        """
        gonzo: compiled Program.java (1 class) in N ms
        gonzo: kernel: epoll
        gonzo: calling main of Program
        """,
        ended.err().replaceAll("\\d+ ms", "N ms"));
    assertEquals(new Ended(0, "null null\n", ""), shell.gonzo("run", "Program.java"));
  }
}
