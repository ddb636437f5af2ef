package dev.gonzo.cli.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.cli.Main;
import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The work that the JVM observes to create its AOT cache. Each part is here because programs start
 * faster with it; what is not here is loaded from the jars and compiled from nothing, as without a
 * cache.
 *
 * <ul>
 *   <li>{@code gonzo run} with a program that another JVM compiles, and with one that was compiled
 *       before: the command, and the start of a kernel.
 *   <li>An echo server on each kernel of Gonzo: the profiles with which its loop and its sockets
 *       are compiled early and well. Netty's kernels are left out, since few programs use them
 *       here.
 *   <li>Files, and TLS, whose classes are many and are used from the first connection on.
 * </ul>
 */
public final class Training {
  private static final List<String> KERNELS = List.of("epoll", "uring", "nio");

  private Training() {}

  /**
   * Does the work.
   *
   * @param arguments a directory for temporary files
   * @throws Throwable if a part fails; the launcher then uses no cache
   */
  public static void main(String[] arguments) throws Throwable {
    Path directory = Path.of(arguments[0]);
    runPrograms(directory);
    for (var kernel : KERNELS) {
      if (Kernels.whyUnavailable(kernel).isEmpty()) {
        EchoTraining.run(Kernels.of(kernel));
        FileTraining.run(Kernels.of(kernel), directory);
      }
    }
    TlsTraining.run(Kernels.of(), directory);
  }

  private static void runPrograms(Path directory) throws Throwable {
    Path file = writeProgram(directory);
    Main.main(new String[] {"run", file.toString()});
    Main.main(new String[] {"run", file.toString()});
  }

  /** Writes the program to compile into a directory, and returns its file. */
  static Path writeProgram(Path directory) throws IOException {
    return Files.writeString(directory.resolve("Program.java"), program());
  }

  private static String program() throws IOException {
    try (var resource = Training.class.getResourceAsStream("Program.java")) {
      if (resource == null) {
        throw new IOException("the program to compile is missing");
      }
      return new String(resource.readAllBytes(), UTF_8);
    }
  }
}
