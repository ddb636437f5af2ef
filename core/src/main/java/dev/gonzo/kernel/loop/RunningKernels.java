package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.RunningKernel;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** The kernels that run in this JVM, in the order in which they began. Any thread may use it. */
public final class RunningKernels {
  // Weak, because the host of a guest kernel may drop it without ever closing it.
  private static final List<WeakReference<RunningLoop>> ALL = new CopyOnWriteArrayList<>();

  private RunningKernels() {}

  static void begins(RunningLoop kernel) {
    boolean _ = ALL.removeIf(one -> one.refersTo(null));
    ALL.add(new WeakReference<>(kernel));
  }

  static void ended(RunningLoop kernel) {
    boolean _ = ALL.removeIf(one -> one.refersTo(kernel));
  }

  /** {@return those that run now} */
  public static List<RunningKernel> snapshot() {
    return ALL.stream().<RunningKernel>map(WeakReference::get).filter(Objects::nonNull).toList();
  }
}
