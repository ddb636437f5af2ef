package dev.gonzo.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source of a program, which is compiled if the cache does not have its classes. Without a
 * usable cache it is always compiled.
 */
final class ProgramSource {
  private final Path file;
  private final @Nullable ProgramCache cache;
  private final @Nullable ProgramKey key;

  private ProgramSource(Path file, @Nullable ProgramCache cache, @Nullable ProgramKey key) {
    this.file = file;
    this.cache = cache;
    this.key = key;
  }

  /**
   * Returns the source in a file.
   *
   * @param file an existing file, as the user typed it
   */
  static ProgramSource of(Path file) {
    try {
      var cache = ProgramCache.open();
      if (cache.isPresent()) {
        var key = key(file);
        if (key.isPresent()) {
          return new ProgramSource(file, cache.get(), key.get());
        }
      }
    } catch (IOException | UnsupportedOperationException noCache) {
      // nor does the program run slower without one
    }
    return new ProgramSource(file, null, null);
  }

  private static Optional<ProgramKey> key(Path file) throws IOException {
    // A pipe can be read only once, by javac.
    return Files.isRegularFile(file)
        ? ProgramKey.of(file, Files.readAllBytes(file))
        : Optional.empty();
  }

  /** {@return the program, if it was compiled before and nothing that it depends on has changed} */
  Optional<Compiled> find() {
    try {
      return cache == null || key == null ? Optional.empty() : cache.find(key, file);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Compiles the program, and puts it into the cache.
   *
   * @param errors where javac's messages go if it does not compile
   * @throws Refusal if it does not compile
   * @throws IOException if the file cannot be read
   */
  Compiled compile(PrintStream errors) throws Refusal, IOException {
    var classPath = System.getProperty("java.class.path", "");
    var elsewhere =
        Files.isRegularFile(file)
            ? CompilerProcess.compile(file, classPath, errors)
            : Optional.<Compiled>empty(); // a pipe can be read only once
    var compiled =
        elsewhere.isPresent() ? elsewhere.get() : Compiler.compile(file, classPath, errors);
    try {
      // An editor may have saved another version before javac read the file.
      if (cache != null && key != null && key(file).filter(key::equals).isPresent()) {
        cache.store(key, compiled);
      }
    } catch (IOException full) {
      // it is compiled again the next time
    }
    return compiled;
  }
}
