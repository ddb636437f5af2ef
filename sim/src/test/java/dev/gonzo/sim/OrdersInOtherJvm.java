package dev.gonzo.sim;

import dev.gonzo.tck.Orders;
import explored.KitPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Explores the kit's programs in one other JVM, with the agent, so that the orders are few. */
final class OrdersInOtherJvm implements Orders {
  // The results of all programs. Guarded by the class.
  private static @Nullable Map<String, Found> found;

  /** The flags of a JVM in which explorations are reduced. */
  static List<String> flags(Path directory) throws IOException {
    return List.of(
        OtherJvm.agent(directory) + "=touches",
        "-XX:+UnlockExperimentalVMOptions",
        "-XX:hashCode=2",
        "-XX:+UseSerialGC",
        "-Djdk.trackAllThreads=false");
  }

  @Override
  public Found explore(String program, int cancellations) {
    return all().get(program + " " + cancellations);
  }

  private static synchronized Map<String, Found> all() {
    if (found == null) {
      try {
        Path directory = Files.createTempDirectory("orders");
        Map<String, Found> read = new HashMap<>();
        for (String line : OtherJvm.run(flags(directory), KitPrograms.class)) {
          List<String> parts = List.of(line.split("\t"));
          read.put(
              parts.get(0),
              new Found(
                  Long.parseLong(parts.get(1)),
                  Boolean.parseBoolean(parts.get(2)),
                  Set.copyOf(parts.subList(3, parts.size()))));
        }
        Files.delete(directory.resolve("agent.jar"));
        Files.delete(directory);
        found = read;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException wanted) {
        throw new IllegalStateException(wanted);
      }
    }
    return found;
  }
}
