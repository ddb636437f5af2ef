package dev.gonzo.tck;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The base class of the chapters: each test runs a program on a new kernel. A chapter about traps
 * that the kernel does not support is skipped.
 */
@ExtendWith({Matrix.class, PeersExtension.class})
@Timeout(value = 300, unit = TimeUnit.SECONDS)
public abstract class Conformance {
  private final Class<?> group;
  private @Nullable Peers peers;

  /**
   * Creates a chapter.
   *
   * @param group the group of traps that it is about, as in {@link Kernel#supports}
   */
  Conformance(Class<?> group) {
    this.group = group;
  }

  /** {@return a new kernel that has not run} */
  protected abstract Kernel kernel();

  /**
   * {@return what a test needs besides the kernel, the same object at each call in one test} Those
   * of {@link KernelConformance#peers}.
   */
  final Peers peers() {
    return Objects.requireNonNull(peers, "no test runs");
  }

  final void use(Peers used) {
    peers = used;
  }

  /** {@return another program's access to the files that the kernel sees} */
  final PeerFiles files() {
    return peers().files();
  }

  /** {@return the path of a name in the test's directory} */
  final Path path(String name) {
    return peers().directory().resolve(name);
  }

  @BeforeEach
  void skipUnlessSupported() {
    Kernel kernel = kernel();
    Assumptions.assumeTrue(
        kernel.supports(group),
        () -> "the " + kernel.name() + " kernel does not support " + group.getSimpleName());
  }

  final <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main) throws X {
    return Gonzo.run(kernel(), main);
  }

  final <X extends Exception> void run(AsyncRunnable<X> main) throws X {
    Gonzo.run(kernel(), main);
  }

  /**
   * Lets all other tasks go on until nothing happens without the clock moving. In virtual time
   * only.
   */
  static void settle() {
    Gonzo.sleep(Duration.ofNanos(1));
  }

  /**
   * Lets the tasks go on. A thread that is no task's, and waits for one, calls it in each round:
   * where threads are simulated, they take turns with the tasks.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  static void letTasksRun() {
    Thread.yield();
  }

  static void waitOn(WaitQueue queue) {
    Coroutine.trap(new WaitOn(queue));
  }

  static int wake(WaitQueue queue, int count) {
    return Coroutine.trap(new Wake(queue, count));
  }
}
