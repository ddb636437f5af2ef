package dev.gonzo.sim;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.sim.disk.Account;
import dev.gonzo.sim.disk.Disk;
import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.sim.kernel.HostDevices;
import dev.gonzo.sim.kernel.SimulatedHost;
import dev.gonzo.sim.net.HostNetwork;
import dev.gonzo.sim.net.Network;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.PeerCredentials;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One host's network and disk. Simulation's thread, and the stacks of tasks. */
final class Machine {
  private static final int ROOT = 0;
  private static final int PROCESS = 1;

  private final SimulatedHost host;
  private final HostNetwork network;
  private final Disk disk;
  private final Path home;
  private final Draws crashes;
  private final SocketFilesOnDisk socketFiles = new SocketFilesOnDisk();

  Machine(SimulatedHost host, Network network, InetAddress address, Disk disk, Path home) {
    this.host = host;
    this.disk = disk;
    this.home = home;
    this.crashes = host.draws().forPurpose("crashes");
    this.network =
        network.host(
            host.name(), List.of(address), socketFiles, new PeerCredentials(PROCESS, ROOT, ROOT));
  }

  /** Begins a run of a program on it. */
  HostDevices start() {
    network.start();
    return new Running();
  }

  /** Its devices while one program runs. */
  private final class Running implements HostDevices {
    private @Nullable HostFiles files;

    @Override
    public boolean support(Class<?> group) {
      return group == NetTrap.class || group == FileTrap.class;
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
      return network.answer(task, trap);
    }

    @Override
    public Object resolve(LoopTask<?> task, Resolve trap) throws Exception {
      return network.resolve(task, trap);
    }

    @Override
    public Long sendFile(LoopTask<?> task, SendFile trap) throws Exception {
      return network.sendFile(task, trap, opened());
    }

    @Override
    public FileAnswers files(ThreadAnswers threads) {
      files = new HostFiles(disk, host.world().agenda(), Account.root(), home, threads);
      socketFiles.areIn(files);
      return files;
    }

    private HostFiles opened() {
      return Objects.requireNonNull(files, "the kernel has no files yet");
    }

    @Override
    public List<String> open() {
      List<String> all = new ArrayList<>(Collections.nCopies(network.openSockets(), "socket"));
      all.addAll(opened().openPaths());
      return all;
    }

    @Override
    public void crash() {
      network.crash();
      opened().crash(crashes);
      disk.crash(crashes);
    }

    @Override
    public void close() {
      network.closeAll();
      opened().close();
    }
  }
}
