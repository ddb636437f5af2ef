package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.Clock;
import java.util.List;

/**
 * Serves what a driver leaves to others: files, blocking work and the start of processes, in
 * threads; and the environment of the JVM. Each kernel has services of its own.
 *
 * <p>The loop names only this interface, so that the classes that serve can be built upon it.
 */
public interface LoopServices extends AutoCloseable {
  /** Creates the services of a kernel. */
  @FunctionalInterface
  interface Factory {
    /**
     * Creates the services of a kernel that is being created. Takes nothing from the system yet.
     *
     * @param kernel the kernel, not to be used yet
     * @param clock its clock
     * @param driver its devices
     * @return the services, closed with the kernel
     */
    LoopServices create(LoopKernel kernel, Clock clock, Driver driver);
  }

  /** {@return what answers the traps on files} */
  FileAnswers files();

  /** {@return what runs blocking work, and finds the addresses of hosts} */
  ThreadAnswers threads();

  /** {@return what starts processes} */
  ProcessThreads processes();

  /** {@return what answers the traps about the environment} */
  EnvironmentAnswers environment();

  /** Keeps work from waiting long behind other work. Called before the tasks get their turns. */
  void relieve();

  /**
   * Limits the kernel's wait, so that it calls {@link #relieve} in time.
   *
   * @param nanos how long the wait is; 0 to not wait, -1 without limit
   * @return how long it may be
   */
  long waitNanos(long nanos);

  /** {@return the threads that run blocking work} Any thread may call it. */
  List<Thread> workers();

  /** Ends the threads, and closes what is still open. Every task has ended, or is abandoned. */
  @Override
  void close();
}
