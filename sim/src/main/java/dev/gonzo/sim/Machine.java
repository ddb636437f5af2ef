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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One host's network, disk and processes. Simulation's thread, and the stacks of tasks. */
final class Machine implements ProcessMachine {
  private static final int ROOT = 0;
  private static final int PROCESS = 1;

  private final SimulatedHost host;
  private final HostNetwork network;
  private final Disk disk;
  private final Path home;
  private final Programs programs;
  private final Draws crashes;
  private final SocketFilesOnDisk socketFiles = new SocketFilesOnDisk();

  Machine(
      SimulatedHost host,
      Network network,
      InetAddress address,
      Disk disk,
      Path home,
      Programs programs) {
    this.host = host;
    this.disk = disk;
    this.home = home;
    this.programs = programs;
    this.crashes = host.draws().forPurpose("crashes");
    this.network =
        network.host(
            host.name(), List.of(address), socketFiles, new PeerCredentials(PROCESS, ROOT, ROOT));
  }

  /** Begins a run of the host's main program. */
  HostDevices start() {
    network.start();
    return new Running(true, home, ChildProcesses.ofMain(host, this, programs, home));
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
