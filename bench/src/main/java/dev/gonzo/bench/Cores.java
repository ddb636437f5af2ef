package dev.gonzo.bench;

import dev.gonzo.bench.peer.Tools;
import dev.gonzo.bench.process.Pin;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which core is for what. */
final class Cores {
  @Option(
      names = "--server-core",
      paramLabel = "CORE",
      description = "the core of what is measured (0)")
  private int server;

  @Option(names = "--load-core", paramLabel = "CORE", description = "the core of the load (1)")
  private int load = 1;

  Pin server() {
    return canPin() ? Pin.core(server) : Pin.ANY;
  }

  Pin load() {
    return canPin() ? Pin.core(load) : Pin.ANY;
  }

  /** {@return what the user should know about the cores; empty if all is well} */
  Optional<String> note() {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return Optional.of("there is one core only, which servers and load share");
    }
    return canPin()
        ? Optional.empty()
        : Optional.of("taskset is missing (apt install util-linux): no process has its own core");
  }

  private static boolean canPin() {
    return Runtime.getRuntime().availableProcessors() > 1 && Tools.find("taskset").isPresent();
  }
}
