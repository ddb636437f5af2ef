package dev.gonzo.sim;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Runs a program in a JVM of its own, with this one's class path. */
final class OtherJvm {
  private OtherJvm() {}

  /**
   * Runs it, and returns what it has written on its standard output.
   *
   * @param flags further flags of the JVM
   */
  static List<String> run(List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("other-jvm", ".out");
    Path error = Files.createTempFile("other-jvm", ".err");
    int status =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(error.toFile())
            .start()
            .waitFor();
    List<String> lines = Files.readAllLines(output);
    String errors = Files.readString(error);
    Files.delete(output);
    Files.delete(error);
    if (status != 0) {
      throw new AssertionError("status " + status + ":\n" + lines + '\n' + errors);
    }
    if (errors.contains("cannot change")) {
      throw new AssertionError(errors);
    }
    return lines;
  }

  /** The flag that starts the agent, from a jar that is written into a directory. */
  static String agent(Path directory) throws IOException {
    Path jar = directory.resolve("agent.jar");
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", "dev.gonzo.sim.jdk.Premain");
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream file = Files.newOutputStream(jar);
        var stream = new JarOutputStream(file, manifest)) {
      stream.flush();
    }
    return "-javaagent:" + jar;
  }
}
