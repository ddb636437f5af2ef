package dev.gonzo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler plug-in has nothing to say about our own sources, which are right. */
@Tag("slow")
class OwnSourcesTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

  /** The messages of the plug-in, and the errors of javac. */
  private static List<String> compile(List<Path> files) throws IOException {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(diagnostics, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  diagnostics,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-sourcepath",
                      "",
                      "--add-exports",
                      "java.base/jdk.internal.vm=ALL-UNNAMED",
                      "-classpath",
                      System.getProperty("java.class.path")),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      task.analyze();
    }
    return diagnostics.getDiagnostics().stream()
        .filter(each ->
            each.getKind() == Diagnostic.Kind.ERROR
                || each.getMessage(Locale.ENGLISH).startsWith("[gonzo"))
        .map(Object::toString)
        .toList();
  }

  private static List<Path> sources(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }

  /** Modules that need libraries which this one does not have. */
  private static final Set<String> WITH_LIBRARIES =
      Set.of("bench", "metrics", "tracing", "cluster-jgroups", "durable-postgres");

  @Test
  void no_module_has_a_fault() throws IOException {
    var files = new ArrayList<Path>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        if (Files.isDirectory(main) && !WITH_LIBRARIES.contains(module.getFileName().toString())) {
          files.addAll(sources(main));
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(1_000);
    assertThat(compile(files)).isEmpty();
  }

  @Test
  void a_fault_would_be_seen(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("Hello.java");
    Files.writeString(file, "void main() { dev.gonzo.Gonzo.yieldNow(); }");
    assertThat(compile(List.of(file)))
        .singleElement()
        .satisfies(it -> assertThat(it).contains("[gonzo:outside-run]"));
  }

  /** Those that use only what is here. */
  @Test
  void no_example_has_a_fault() throws IOException {
    for (String directory : List.of("", "ladder", "tutorial", "simulation")) {
      try (Stream<Path> files = Files.list(ROOT.resolve("examples").resolve(directory))) {
        List<Path> programs =
            files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        assertThat(programs).as(directory).isNotEmpty();
        assertThat(compile(programs)).as(directory).isEmpty();
      }
    }
  }
}
