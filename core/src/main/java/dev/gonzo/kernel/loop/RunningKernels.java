package dev.gonzo.kernel.loop;

import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.RunningKernel.Observation;
import dev.gonzo.kernel.jfr.FlightRecording;
import dev.gonzo.report.Log;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The kernels that run in this JVM, in the order in which they began. Any thread may use it. */
public final class RunningKernels {
  // Weak, because the host of a guest kernel may drop it without ever closing it.
  private static final List<WeakReference<RunningLoop>> ALL = new CopyOnWriteArrayList<>();

  private static final List<Consumer<? super RunningKernel>> LISTENERS =
      new CopyOnWriteArrayList<>();

  static {
    // Tools that look at this JVM from outside read the properties of all that there are, and need
    // not load anything into those that never run a kernel.
    System.setProperty("dev.gonzo.kernels", "true");
  }

  private static final AtomicInteger SO_FAR = new AtomicInteger();

  private RunningKernels() {}

  /** Called on the thread that starts it, before its main task is created. */
  static void begins(RunningLoop kernel) {
    kernel.begins(SO_FAR.incrementAndGet());
    boolean _ = ALL.removeIf(one -> one.refersTo(null));
    ALL.add(new WeakReference<>(kernel));
    prepareRecordings();
    for (Consumer<? super RunningKernel> listener : LISTENERS) {
      try {
        listener.accept(kernel);
      } catch (Throwable failure) {
        Log.warn("a listener has failed at the start of " + kernel, failure);
      }
    }
  }

  /** Lets the Flight Recorder's recordings observe kernels, once in this JVM. */
  public static void prepareRecordings() {
    FlightRecording.prepare();
  }

  /**
   * Calls a listener for each kernel that begins.
   *
   * @param listener the listener
   * @return closing it removes the listener
   */
  @SuppressWarnings("UnnecessaryMethodReference")
  public static Observation whenBegun(Consumer<? super RunningKernel> listener) {
    // An object of its own, so that the same listener can be added twice.
    Consumer<? super RunningKernel> one = listener::accept;
    LISTENERS.add(one);
    return () -> LISTENERS.remove(one);
  }

  static void ended(RunningLoop kernel) {
    boolean _ = ALL.removeIf(one -> one.refersTo(kernel));
  }

  /** {@return those that run now} */
  public static List<RunningKernel> snapshot() {
    return ALL.stream().<RunningKernel>map(WeakReference::get).filter(Objects::nonNull).toList();
  }
}
