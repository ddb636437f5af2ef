package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The gonzo command as a real process, in a directory of its own. */
record GonzoProcess(Path directory, Map<String, String> environment, List<String> options) {
  /** What a process left behind. */
  record Ended(int status, String out, String err) {}

  /** The command without a cache of compiled programs, so that each run compiles. */
  GonzoProcess(Path directory) {
    this(directory, Map.of("GONZO_CACHE", "never"), List.of());
  }

  /** Writes a source file into the directory. */
  GonzoProcess with(String file, String source) throws IOException {
    Files.writeString(directory.resolve(file), source);
    return this;
  }

  /** The command line that starts the command. */
  List<String> command(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The child's coverage counts too, where this JVM's is measured.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it starts sooner
    command.addAll(options);
    // As the launcher starts it.
    command.add("@" + Path.of("..", "jvm.flags").toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs the command without input, and waits for its end. */
  Ended gonzo(String... arguments) throws IOException, InterruptedException {
    return gonzoReading("", arguments);
  }

  /** Runs the command with a text as its standard input, and waits for its end. */
  Ended gonzoReading(String input, String... arguments) throws IOException, InterruptedException {
    var command = command(arguments);
    var out = Files.createTempFile("gonzo", ".out");
    var err = Files.createTempFile("gonzo", ".err");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      try (var pipe = process.outputWriter(UTF_8)) {
        pipe.write(input);
      } catch (IOException ended) {
        // it has ended without reading everything
      }
      if (!process.waitFor(300, SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after five minutes: " + command);
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
