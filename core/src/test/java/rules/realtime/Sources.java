package rules.realtime;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The parsed sources of all tests: of each module, and the chapters of the conformance kit. */
final class Sources {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");

  private Sources() {}

  static List<TestFile> all() throws IOException {
    return parse(files());
  }

  static List<Path> files() throws IOException {
    var directories = new ArrayList<Path>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules.map(module -> module.resolve("src/test/java")).forEach(directories::add);
    }
    directories.add(ROOT.resolve("tck/src/main/java"));
    var files = new ArrayList<Path>();
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> tree = Files.walk(directory)) {
          tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        }
      }
    }
    return files;
  }

  private static List<TestFile> parse(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      var parsed = new ArrayList<TestFile>();
      for (CompilationUnitTree unit : task.parse()) {
        parsed.add(TestFile.of(module(Path.of(unit.getSourceFile().toUri())), unit));
      }
      return parsed;
    }
  }

  private static String module(Path file) {
    String text = file.normalize().toString();
    int end = text.indexOf("/src/");
    return end < 0 ? "" : text.substring(text.lastIndexOf('/', end - 1) + 1, end);
  }

  /** Parses a text, for tests of the check itself. */
  static TestFile parse(String text) {
    try {
      Path file = Files.createTempFile("Sample", ".java");
      try {
        Files.writeString(file, text);
        return parse(List.of(file)).getFirst();
      } finally {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
