package dev.gonzo.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a single-file program in memory. The only class of the command that loads javac. */
final class Compiler {
  private static final Pattern MISSING_PACKAGE = Pattern.compile("package \\S+ does not exist");

  private Compiler() {}

  /**
   * Compiles a source file against a class path. Errors and warnings look as with {@code javac},
   * since javac writes them.
   *
   * @param file an existing file
   * @param classPath the class path of the program
   * @param errors where javac's messages go if it does not compile
   * @return the program, with javac's messages, which are not printed yet
   * @throws Refusal if it does not compile (with an empty sentence if javac has printed
   *     everything), or contains no class, or this Java has no compiler
   * @throws IOException if the file cannot be read
   */
  static Compiled compile(Path file, String classPath, PrintStream errors)
      throws Refusal, IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new Refusal(
          Refusal.FAILURE, "this Java has no compiler; set JAVA_HOME to a JDK 25, not a JRE");
    }
    try (var standard = compiler.getStandardFileManager(null, null, null);
        var output = new ClassMemory(standard)) {
      var source = new AnyName(standard.getJavaFileObjects(file).iterator().next());
      var said = new StringWriter();
      var task = compiler.getTask(said, output, null, options(classPath), null, List.of(source));
      var names = new TopLevelNames();
      ((JavacTask) task).addTaskListener(names);
      boolean compiled = task.call();
      if (!compiled || names.found.isEmpty()) {
        errors.print(said);
        errors.flush();
        throw new Refusal(
            Refusal.FAILURE,
            compiled
                ? file + " contains no class and no method; write void main() { ... }"
                : hint(said.toString()));
      }
      var program = new SourceProgram(file, List.copyOf(names.found), output.classes());
      return new Compiled(program, said.toString());
    }
  }

  /** A hint that javac cannot give: how a program run by gonzo gets its libraries. */
  private static String hint(String said) {
    return MISSING_PACKAGE.matcher(said).find()
        ? "a library that the program uses must be in GONZO_CLASSPATH: jars and directories,"
            + " separated by colons, for example GONZO_CLASSPATH='lib/*' gonzo run FILE.java"
        : "";
  }

  private static List<String> options(String classPath) {
    // An empty source path: the program is only this file, even if there are sources on the class
    // path. The plug-in that reports mistakes is on the class path of this command, where javac
    // finds it by itself. With local variables, which debuggers and replays show.
    return List.of("-g", "-proc:none", "-sourcepath", "", "-classpath", classPath);
  }

  /** The source file; a public class in it may have any name, as with {@code java FILE.java}. */
  private static final class AnyName extends ForwardingJavaFileObject<JavaFileObject> {
    AnyName(JavaFileObject file) {
      super(file);
    }

    @Override
    public boolean isNameCompatible(String simpleName, JavaFileObject.Kind kind) {
      return kind == JavaFileObject.Kind.SOURCE;
    }
  }

  /** Collects the top-level classes while javac parses; a compact source file has one, implicit. */
  private static final class TopLevelNames implements TaskListener {
    final List<String> found = new ArrayList<>();

    @Override
    public void finished(TaskEvent event) {
      if (event.getKind() == TaskEvent.Kind.PARSE) {
        note(event.getCompilationUnit());
      }
    }

    private void note(CompilationUnitTree unit) {
      String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
      for (var declaration : unit.getTypeDecls()) {
        if (declaration instanceof ClassTree type) {
          found.add(prefix + type.getSimpleName());
        }
      }
    }
  }
}
