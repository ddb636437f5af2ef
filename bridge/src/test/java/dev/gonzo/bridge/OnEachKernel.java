package dev.gonzo.bridge;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.Trap;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.Parameter;

/** Runs tests with the bridge on each kernel that works here, and notes the traps of the tasks. */
abstract class OnEachKernel {
  static final String KERNELS = "dev.gonzo.bridge.OnEachKernel#kernels";
  static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Parameter String kernelName;

  private final List<Trap<?>> traps = Collections.synchronizedList(new ArrayList<>());

  /** All of them, or those that the build selects: it tries the baton on some. */
  static Stream<String> kernels() {
    String selected = System.getProperty("gonzo.test.kernels", "all");
    var names = List.of(selected.split(","));
    return Kernels.names().stream()
        .filter(name -> selected.equals("all") || names.contains(name))
        .filter(name -> !name.equals("sim"))
        .filter(name -> Kernels.whyUnavailable(name).isEmpty());
  }

  @BeforeAll
  static void install() {
    Bridge.install();
  }

  Kernel kernel() {
    return Kernels.of(kernelName)
        .observedBy(
            new Activation() {
              @Override
              public void trapped(Task<?> task, Trap<?> trap) {
                traps.add(trap);
              }
            });
  }

  <X extends Exception> void run(AsyncRunnable<X> main) throws X {
    Gonzo.run(kernel(), main);
  }

  <T, X extends Exception> T call(AsyncCallable<T, X> main) throws X {
    return Gonzo.run(kernel(), main);
  }

  /** How many traps of a type the tasks have made. */
  long made(Class<?> type) {
    return List.copyOf(traps).stream().filter(type::isInstance).count();
  }

  /** Lets the other tasks go on until one of them waits at a trap. */
  static void awaitWaiting(Task<?> task, Class<?> trap) {
    while (task.waitingAt().filter(trap::isInstance).isEmpty()) {
      if (task.outcome().isPresent()) {
        throw new AssertionError("the task has ended, and never waited: " + task.outcome());
      }
      Gonzo.yieldNow();
    }
  }

  /** On the baton a call that blocks outside of Gonzo's holds up the whole kernel. */
  static boolean foreignBlocksHoldUpTheKernel() {
    return Kernels.carrier().equals("baton");
  }
}
