package dev.gonzo.tck;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a test needs besides the kernel under test: another program, another socket, a directory
 * with files that it prepares and inspects, a thread, a time that passes. Real for a real kernel;
 * for a kernel with a world of its own, such as a simulated network and disk, parts of that world.
 *
 * <p>A test gets one object, which is closed after it. Unless a method says otherwise, it is called
 * by a task of the kernel, or by the test's own thread while no kernel runs, and by no other
 * thread; so peers may make traps in it, or may change the simulated world directly.
 */
public interface Peers extends AutoCloseable {
  /** {@return the peers of a kernel of the real system} */
  static Peers real() {
    return new RealPeers();
  }

  /**
   * Whether they are programs and threads of the real system, which work while the kernel does.
   *
   * @return whether they are real
   */
  boolean areReal();

  /**
   * Whether there is what a test with {@link NeedsOutside} needs: it is left out if not.
   *
   * @param need what it needs, the value of its annotation
   * @return whether it is there: if the peers are real, unless overridden
   */
  default boolean have(String need) {
    return areReal();
  }

  /** {@return an empty directory for this test, the same at each call} */
  Path directory();

  /** {@return another program's access to the files that the kernel sees} */
  PeerFiles files();

  /** {@return whether the machine has the address {@code ::1}} */
  boolean hasIpv6();

  /** {@return the process of the kernel under test, as other programs see it} */
  PeerProcess process();

  /**
   * Starts another program that listens at a port of {@code 127.0.0.1}, accepts one connection and
   * serves it. In a task of the kernel under test, which is then the client.
   *
   * @param service what it does with the connection. It blocks, in a thread or a task of its own,
   *     and makes no traps
   * @return the program
   * @throws IOException if it cannot listen
   */
  PeerServer serve(PeerService service) throws IOException;

  /**
   * Starts a thread that is no task's. Where all threads take turns, it must call a method that
   * blocks, or {@link Thread#yield}, in each loop that waits for a task.
   *
   * @param work what it runs
   * @return the thread
   */
  Thread startThread(Runnable work);

  /**
   * Runs a program on another kernel, while the caller's kernel has tasks that have not ended.
   * Returns when the program has ended. In a task.
   *
   * @param kernels creates kernels like the one under test; a simulation may use another host of
   *     the same simulation instead
   * @param main the body of the main task; what it throws is thrown here
   * @throws InterruptedException if the thread is interrupted
   */
  void runOnAnotherKernel(Supplier<Kernel> kernels, AsyncRunnable<RuntimeException> main)
      throws InterruptedException;

  /**
   * Computes for a time, on the clock of the kernel, without a trap.
   *
   * @param time how long
   */
  void compute(Duration time);

  /**
   * Ends what the peers have begun, and removes the directory.
   *
   * @throws IOException if the directory cannot be removed
   */
  @Override
  void close() throws IOException;
}
