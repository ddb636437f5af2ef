package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.UnsupportedTrapException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network and the disk of one host, as its kernel sees them from one start of the host to its
 * end. Simulation's thread, and the stacks of tasks.
 */
public interface HostDevices {
  /** Creates the devices of a host, each time it starts. */
  @FunctionalInterface
  interface Factory {
    /**
     * Creates them.
     *
     * @param host the host
     * @return its devices
     */
    HostDevices create(SimulatedHost host);
  }

  /** {@return devices of hosts that have none} */
  static Factory none() {
    return _ -> new NoHostDevices();
  }

  /**
   * Whether they answer a group of traps.
   *
   * @param group {@code NetTrap.class}, {@code FileTrap.class} or {@code ProcessTrap.class}
   * @return whether they do
   */
  boolean support(Class<?> group);

  /**
   * Answers a trap on a socket, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception;

  /**
   * Finds the addresses of a host, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the addresses, a list, or the undo of the wait for them
   * @throws Exception the exception to throw in the task
   */
  @Nullable Object resolve(LoopTask<?> task, Resolve trap) throws Exception;

  /**
   * Sends part of a file, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return how many bytes were sent
   * @throws Exception the exception to throw in the task
   */
  Long sendFile(LoopTask<?> task, SendFile trap) throws Exception;

  /**
   * {@return what answers the traps on files}
   *
   * @param threads runs functions of a program that may block
   */
  FileAnswers files(ThreadAnswers threads);

  /**
   * Answers a trap on a process, on the task's own stack.
   *
   * @param task the task
   * @param trap the trap
   * @return the answer, or the undo of the wait for it
   * @throws Exception the exception to throw in the task
   */
  default @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap) throws Exception {
    throw new UnsupportedTrapException("sim", trap);
  }

  /** {@return what is open: {@code socket} for each socket, and the paths of files} */
  List<String> open();

  /** Loses what a host loses when its power fails. No task of it runs any more. */
  void crash();

  /**
   * Called before {@link #close} if the system ends the program: no task of it runs any more, and
   * the processes that it has started go on.
   */
  default void isKilled() {}

  /** Closes what is still open, after every task has ended. */
  void close();
}
