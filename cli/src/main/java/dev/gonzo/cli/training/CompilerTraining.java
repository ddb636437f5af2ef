package dev.gonzo.cli.training;

import dev.gonzo.cli.CompilerMain;
import java.io.IOException;
import java.nio.file.Path;

/** What the JVM observes to create the AOT cache of the JVM that compiles programs. */
public final class CompilerTraining {
  private CompilerTraining() {}

  /**
   * Compiles a small program, once: from the profiles of more, the JVM would compile much of javac
   * at each start.
   *
   * @param arguments a directory for temporary files
   * @throws IOException if the program cannot be written or read
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Training.writeProgram(Path.of(arguments[0]));
    var classPath = System.getProperty("java.class.path");
    CompilerMain.main(new String[] {file.toString(), classPath});
  }
}
