package dev.gonzo.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a run is made on: without it, its figures say little. */
final class Machine {
  private Machine() {}

  static Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("processor", processor().orElse(System.getProperty("os.arch")));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("JDK", System.getProperty("java.vm.version"));
    facts.put("load at the end", load().orElse("unknown"));
    return facts;
  }

  private static Optional<String> processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> load() {
    try {
      return Optional.of(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
