package dev.gonzo.sim.net;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.loop.run.LoopThread;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.PeerCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A kernel with the network of one host, and with the real threads and files. */
final class OneHostKernel {
  private OneHostKernel() {}

  static Kernel open(long seed) {
    var draws = Draws.of(seed);
    var agenda = new Agenda(draws.forPurpose("agenda"), false);
    var network = new Network(agenda, draws, new Faults(), _ -> {});
    HostNetwork host = network.host("here", List.of(), new RealSocketFiles(), ourselves());
    return new LoopThread(
        "sim",
        AgendaDriver.clock(agenda),
        () -> new AgendaDriver(agenda, host),
        Set.of(NetTrap.class));
  }

  private static PeerCredentials ourselves() {
    try {
      Path process = Path.of("/proc/self");
      return new PeerCredentials(
          (int) ProcessHandle.current().pid(),
          (Integer) Files.getAttribute(process, "unix:uid"),
          (Integer) Files.getAttribute(process, "unix:gid"));
    } catch (IOException noLinux) {
      throw new UncheckedIOException(noLinux);
    }
  }
}
