package dev.gonzo.cli;

import dev.gonzo.cli.jvm.ChildJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compiles a program in another JVM, which has an AOT cache of javac. A JVM loads all classes of
 * its cache when it starts, so with javac in the cache of the command, each program that was
 * compiled before would start a tenth of a second later. And this JVM gets ready for the program
 * meanwhile.
 */
final class CompilerProcess {
  /** Set by the launcher, to the file of the cache. */
  private static final String CACHE = "gonzo.compiler.cache";

  private CompilerProcess() {}

  /**
   * Compiles a source file.
   *
   * @param file an existing file
   * @param classPath the class path of the program
   * @param errors where javac's messages go if it does not compile
   * @return the program; empty if this JVM has to compile it
   * @throws Refusal if it does not compile
   */
  static Optional<Compiled> compile(Path file, String classPath, PrintStream errors)
      throws Refusal {
    var cache = System.getProperty(CACHE);
    // What javac prints must be in the language and the encoding of this JVM.
    if (cache == null || !Charset.defaultCharset().equals(StandardCharsets.UTF_8)) {
      return Optional.empty();
    }
    try {
      return switch (ask(command(cache, file, classPath), file)) {
        case CompilerReply.Success success -> Optional.of(success.compiled());
        case CompilerReply.Failure failure -> {
          errors.print(failure.said());
          errors.flush();
          throw failure.refusal();
        }
      };
    } catch (IOException unusable) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static List<String> command(String cache, Path file, String classPath) {
    return List.of(
        ChildJvm.java(),
        "-XX:AOTCache=" + cache,
        "-Xlog:aot=off",
        "-Xlog:cds=off",
        "-XX:+UseCompactObjectHeaders",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", // it ends before the better compiler has done much
        "-Duser.language=" + Locale.getDefault().getLanguage(),
        "-Duser.country=" + Locale.getDefault().getCountry(),
        "-cp",
        // Only this command: with the jars of the user the cache would not fit.
        System.getProperty("gonzo.compiler.path", classPath),
        CompilerMain.class.getName(),
        file.toString(),
        classPath);
  }

  private static CompilerReply ask(List<String> command, Path file)
      throws IOException, InterruptedException {
    var builder = ChildJvm.builder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // These are meant for the JVM of the program.
    builder.environment().keySet().removeAll(List.of("_JAVA_OPTIONS", "CLASSPATH"));
    var process = builder.start();
    try {
      process.getOutputStream().close();
      byte[] bytes = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IOException("the compiler has failed");
      }
      return CompilerReply.read(file, bytes)
          .orElseThrow(() -> new IOException("the compiler's reply is damaged"));
    } finally {
      process.destroy();
    }
  }
}
