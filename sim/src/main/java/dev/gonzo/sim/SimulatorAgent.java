package dev.gonzo.sim;

import dev.gonzo.sim.jdk.AttachMain;
import dev.gonzo.sim.jdk.Premain;
import dev.gonzo.sim.jdk.VirtualMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The agent of the simulator, which lets code in a simulation read the simulated clocks and random
 * numbers. {@code -javaagent:gonzo-sim.jar} starts it with the JVM; this class starts it later.
 */
public final class SimulatorAgent {
  private static final long MOST_SECONDS = 60;

  private SimulatorAgent() {}

  /** {@return whether it works in this JVM} */
  public static boolean isActive() {
    return VirtualMachine.readsSimulatedClocks();
  }

  /**
   * Starts it in this JVM, unless it works already. A JVM does not load an agent into itself, so
   * another JVM is started for that, which takes less than a second. The JDK prints a warning,
   * unless the JVM has the flag {@code -XX:+EnableDynamicAgentLoading}.
   *
   * <p>Blocks the thread.
   *
   * @return why it could not be started; empty if it works now
   */
  public static synchronized Optional<String> start() {
    if (isActive()) {
      return Optional.empty();
    }
    Path directory = null;
    try {
      directory = Files.createTempDirectory("gonzo-agent");
      Path jar = writeJar(directory.resolve("gonzo-sim-agent.jar"));
      Path log = directory.resolve("log");
      Process loader =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  classPath(),
                  AttachMain.class.getName(),
                  Long.toString(ProcessHandle.current().pid()),
                  jar.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!loader.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        loader.destroyForcibly();
        return Optional.of("the JVM that loads it has not ended within " + MOST_SECONDS + " s");
      }
      return isActive() ? Optional.empty() : Optional.of(reason(Files.readString(log)));
    } catch (IOException | URISyntaxException | UnsupportedOperationException failed) {
      return Optional.of(failed.toString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.of("the thread was interrupted");
    } finally {
      delete(directory);
    }
  }

  /** Where the classes of this module are: a jar or a directory. */
  private static String classPath() throws URISyntaxException {
    return Path.of(SimulatorAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  private static String reason(String log) {
    return log.lines()
        .filter(line -> line.contains("Exception"))
        .findFirst()
        .orElse("the JVM has not loaded it")
        .strip();
  }

  private static void delete(@Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException left) {
      // The system removes what is left in its directory for temporary files.
    }
  }

  /**
   * Writes a jar that only names the agent, whose classes are on the class path.
   *
   * @param jar the file, which does not exist
   * @return the file
   * @throws IOException if it cannot be written
   */
  public static Path writeJar(Path jar) throws IOException {
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", Premain.class.getName());
    attributes.putValue("Agent-Class", Premain.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream file = Files.newOutputStream(jar);
        var stream = new JarOutputStream(file, manifest)) {
      stream.flush();
    }
    return jar;
  }
}
