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
import dev.gonzo.sim.net.ProgramNetwork;
import dev.gonzo.sim.process.ChildProcesses;
import dev.gonzo.sim.process.NoThreads;
import dev.gonzo.sim.process.ProcessMachine;
import dev.gonzo.sim.process.Programs;
import dev.gonzo.sim.process.RunningProgram;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.PeerCredentials;
import dev.gonzo.trap.ProcessTrap;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One host's network, disk and processes. Simulation's thread, and the stacks of tasks. */
final class Machine implements ProcessMachine {
  private static final int ROOT = 0;
  private static final int PROCESS = 1;

  /** The working directory of all programs. */
  static final Path HOME = Path.of("/home");

  private final SimulatedHost host;
  private final HostNetwork network;
  private final Disk disk;
  private final HostFiles looking;
  private final Programs programs;
  private final Draws crashes;
  private final SocketFilesOnDisk socketFiles = new SocketFilesOnDisk();
  private DiskSettings settings = DiskSettings.plain();
  // What a mix of faults has drawn; null if it has drawn nothing.
  private @Nullable DiskSettings drawn;
  private boolean isSpared;

  Machine(
      SimulatedHost host,
      Network network,
      List<InetAddress> addresses,
      Disk disk,
      Programs programs) {
    this.host = host;
    this.disk = disk;
    this.programs = programs;
    this.crashes = host.draws().forPurpose("crashes");
    this.network =
        network.host(host.name(), addresses, socketFiles, new PeerCredentials(PROCESS, ROOT, ROOT));
    disk.makeDirectories(HOME, Account.root());
    looking = files(HOME);
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

  /** Begins a run of the host's main program. */
  HostDevices start() {
    network.start();
    return new Running(true, HOME, ChildProcesses.ofMain(host, this, programs, HOME));
  }

  @Override
  public HostDevices devices(RunningProgram program) {
    return new Running(
        false, program.directory(), ChildProcesses.of(host, this, programs, program));
  }

  @Override
  public HostFiles files(Path directory) {
    return files(directory, new NoThreads());
  }

  private HostFiles files(Path directory, ThreadAnswers threads) {
    return new HostFiles(disk, host.world().agenda(), Account.root(), directory, threads);
  }

  /** Its devices while one kernel runs: that of the main program, or one of a process. */
  private final class Running implements HostDevices {
    private final boolean isMain;
    private final Path directory;
    private final ChildProcesses processes;
    private final ProgramNetwork sockets = network.program();
    private @Nullable HostFiles files;

    Running(boolean isMain, Path directory, ChildProcesses processes) {
      this.isMain = isMain;
      this.directory = directory;
      this.processes = processes;
    }

    @Override
    public boolean support(Class<?> group) {
      return group == NetTrap.class || group == FileTrap.class || group == ProcessTrap.class;
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
      return ChildProcesses.concerns(trap)
          ? processes.answer(task, trap)
          : sockets.answer(task, trap);
    }

    @Override
    public Object resolve(LoopTask<?> task, Resolve trap) throws Exception {
      return sockets.resolve(task, trap);
    }

    @Override
    public Long sendFile(LoopTask<?> task, SendFile trap) throws Exception {
      return sockets.sendFile(task, trap, opened());
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap) throws Exception {
      return processes.answer(task, trap);
    }

    @Override
    public FileAnswers files(ThreadAnswers threads) {
      HostFiles mine = Machine.this.files(directory, threads);
      files = mine;
      if (isMain) {
        socketFiles.areIn(mine);
      }
      return mine;
    }

    private HostFiles opened() {
      return Objects.requireNonNull(files, "the kernel has no files yet");
    }

    @Override
    public List<String> open() {
      List<String> all = new ArrayList<>(Collections.nCopies(sockets.openSockets(), "socket"));
      all.addAll(opened().openPaths());
      all.addAll(processes.openKinds());
      return all;
    }

    @Override
    public void crash() {
      sockets.forgetAll();
      opened().crash(crashes);
      if (isMain) {
        // Last: the processes have crashed before it.
        network.crash();
        disk.crash(crashes);
      }
    }

    @Override
    public void isKilled() {
      processes.isKilled();
    }

    @Override
    public void close() {
      processes.close();
      sockets.closeAll();
      opened().close();
    }
  }
}
