package dev.gonzo.monitor.client;

import dev.gonzo.monitor.server.MonitorAgent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jar with the classes of this module, for another JVM. If they are in a directory, as in a
 * build, a jar is written, which is removed afterwards: the other JVM keeps it open.
 *
 * @param path the jar
 * @param directory what to remove; null if nothing
 */
record AgentJar(Path path, @Nullable Path directory) implements AutoCloseable {
  private static final Attributes.Name AGENT = new Attributes.Name("Agent-Class");

  static AgentJar open() throws IOException {
    Path here = here();
    if (Files.isRegularFile(here) && isAgent(here)) {
      return new AgentJar(here, null);
    }
    Path directory = Files.createTempDirectory("gonzo-agent-");
    var jar = new AgentJar(directory.resolve("gonzo-monitor.jar"), directory);
    try {
      write(here, jar.path);
      return jar;
    } catch (Throwable failure) {
      try {
        jar.close();
      } catch (IOException further) {
        failure.addSuppressed(further);
      }
      throw failure;
    }
  }

  private static Path here() throws IOException {
    try {
      return Path.of(
          MonitorAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException unusual) {
      throw new IOException("the jar of this command cannot be found", unusual);
    }
  }

  private static boolean isAgent(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest != null && manifest.getMainAttributes().containsKey(AGENT);
    }
  }

  private static void write(Path classes, Path jar) throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(AGENT, MonitorAgent.class.getName());
    Path monitor = classes.resolve("dev").resolve("gonzo").resolve("monitor");
    try (Stream<Path> found = Files.walk(monitor);
        var stream = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        stream.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, stream);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (directory != null) {
      Files.deleteIfExists(path);
      Files.deleteIfExists(directory);
    }
  }
}
