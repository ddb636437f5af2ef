package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** A directory with the launcher and what it starts, as in a clone that was just built. */
record CopiedClone(Path root, Path javaHome) {
  private static final Path ORIGINAL = Path.of("..").toAbsolutePath().normalize();

  /** What a process printed, on both of its outputs, and how it ended. */
  record Printed(int status, String text) {}

  /** Creates one without jars. */
  static CopiedClone create(Path root, Path javaHome) throws IOException {
    var clone = new CopiedClone(root, javaHome);
    Files.createDirectories(clone.application());
    for (var name : List.of("gonzo", "jvm.flags")) {
      Files.copy(ORIGINAL.resolve(name), root.resolve(name));
    }
    for (var module : modules()) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Files.createFile(root.resolve("pom.xml"));
    Files.createFile(clone.application().resolve("gonzo-cli.jar"));
    clone.build();
    return clone;
  }

  /** Returns the modules that the launcher looks at. */
  static List<String> modules() throws IOException {
    String start = "application_modules='";
    return Files.readAllLines(ORIGINAL.resolve("gonzo")).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length(), line.length() - 1))
        .flatMap(line -> Stream.of(line.split(" ")))
        .toList();
  }

  /** Makes what is built newer than everything else. */
  void build() throws IOException {
    Path built = Files.writeString(application().resolve("built"), "");
    Files.setLastModifiedTime(built, FileTime.from(Instant.now()));
  }

  Path application() {
    return root.resolve("cli/target/application");
  }

  /** Copies this JVM's class path, directories as jars. */
  CopiedClone withJars() throws IOException {
    int count = 0;
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path place = Path.of(entry);
      Path jar = application().resolve("library" + count++ + ".jar");
      if (Files.isRegularFile(place)) {
        Files.copy(place, jar);
      } else if (Files.isDirectory(place)) {
        pack(place, jar);
      }
    }
    pack(Path.of("target/classes").toAbsolutePath(), application().resolve("gonzo-cli.jar"));
    build();
    return this;
  }

  private static void pack(Path directory, Path jar) throws IOException {
    try (var output = new JarOutputStream(Files.newOutputStream(jar));
        var all = Files.walk(directory)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        output.putNextEntry(
            new ZipEntry(directory.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, output);
      }
    }
  }

  /** Runs a line of a shell script in the clone, and waits for its end and that of its outputs. */
  Printed shell(String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder("sh", "-c", line).directory(root.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GONZO_"));
    builder.environment().put("GONZO_JAVA_HOME", javaHome.toString());
    builder.environment().put("XDG_CACHE_HOME", root.resolve("cache").toString());
    builder.environment().putAll(environment);
    var process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Printed(process.waitFor(), output);
  }
}
