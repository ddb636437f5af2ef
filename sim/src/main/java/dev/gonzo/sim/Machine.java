package dev.gonzo.sim;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.sim.disk.Account;
import dev.gonzo.sim.disk.Disk;
import dev.gonzo.sim.disk.DiskSettings;
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
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One host's network and disk. Simulation's thread, and the stacks of tasks. */
final class Machine {
  private static final int ROOT = 0;
  private static final int PROCESS = 1;

  /** The working directory of all programs. */
  static final Path HOME = Path.of("/home");

  private final SimulatedHost host;
  private final HostNetwork network;
  private final Disk disk;
  private final HostFiles looking;
  private final Draws crashes;
  private final SocketFilesOnDisk socketFiles = new SocketFilesOnDisk();
  private DiskSettings settings = DiskSettings.plain();
  // What a mix of faults has drawn; null if it has drawn nothing.
  private @Nullable DiskSettings drawn;
  private boolean isSpared;

  Machine(SimulatedHost host, Network network, List<InetAddress> addresses, Disk disk) {
    this.host = host;
    this.disk = disk;
    this.crashes = host.draws().forPurpose("crashes");
    this.network =
        network.host(host.name(), addresses, socketFiles, new PeerCredentials(PROCESS, ROOT, ROOT));
    disk.makeDirectories(HOME, Account.root());
    looking = new HostFiles(disk, host.world().agenda(), Account.root(), HOME, new NoThreads());
  }

  SimulatedHost host() {
    return host;
  }

  List<InetAddress> addresses() {
    return network.ownAddresses();
  }

  // ---------------------------------------------------------------- its disk

  Disk disk() {
    return disk;
  }

  /** Its files, for looking at them and for preparing them; never for the traps of a task. */
  HostFiles files() {
    return looking;
  }

  void makeDirectories(Path path) {
    disk.makeDirectories(path, Account.root());
  }

  /** How its disk was set, without the faults of a mix. */
  DiskSettings diskSettings() {
    return settings;
  }

  void diskSettings(DiskSettings changed) {
    settings = changed;
    disk.settings(changed, true);
    worsenDisk(drawn);
  }

  /** Makes its disk worse; null for no longer. */
  void worsenDisk(@Nullable DiskSettings faults) {
    drawn = faults;
    disk.settings(faults == null ? settings : settings.worsenedBy(faults), false);
  }

  void stickDisk(long nanos) {
    long now = host.world().agenda().now();
    disk.stickUntil(now + Math.min(nanos, Long.MAX_VALUE - now));
  }

  // ---------------------------------------------------------------- mixes of faults

  /** Lets no mix of faults concern it. */
  void spare() {
    isSpared = true;
  }

  boolean isSpared() {
    return isSpared;
  }

  // ---------------------------------------------------------------- its programs

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
      files = new HostFiles(disk, host.world().agenda(), Account.root(), HOME, threads);
      socketFiles.areIn(files);
      return files;
    }

    private HostFiles opened() {
      return Objects.requireNonNull(files, "the kernel has no files yet");
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

  /** Threads for looking at files, which needs none. */
  private static final class NoThreads implements ThreadAnswers {
    @Override
    public Object run(LoopTask<?> task, RunInThread<?> trap) {
      throw new UnsupportedOperationException("files are looked at without a thread");
    }

    @Override
    public Object resolve(LoopTask<?> task, Resolve trap) {
      throw new UnsupportedOperationException("files are looked at without a network");
    }
  }
}
