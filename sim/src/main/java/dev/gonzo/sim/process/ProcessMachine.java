package dev.gonzo.sim.process;

import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.sim.kernel.HostDevices;
import java.nio.file.Path;

/** What a process needs of the machine on which it runs. Simulation's thread only. */
public interface ProcessMachine {
  /**
   * Creates the devices of a kernel in a process.
   *
   * @param program what the process runs
   * @return the devices
   */
  HostDevices devices(RunningProgram program);

  /**
   * Opens the files of the machine, for the standard streams of a process.
   *
   * @param directory the absolute path against which others are resolved
   * @return the files
   */
  HostFiles files(Path directory);
}
