package dev.gonzo.kernel.loop.run;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Coroutine;
import dev.gonzo.Elsewhere;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.KernelProvider;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.signals.SignalOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for one run, which takes nothing from the system before it runs. A {@link
 * KernelProvider} extends it to combine a {@link GuestKernel} with an event loop.
 *
 * <p>Configured copies ({@link #observedBy}, {@link #leavingSignals}) call {@link #runOnce} of the
 * object that they were copied from. So it keeps the state of a run in local variables, and not in
 * its own fields.
 */
public abstract class KernelForOneRun implements Kernel {
  private final String name;
  private final Set<Class<?>> devices;
  private final List<Activation> activations;
  private final boolean leavesSignals;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * Creates a kernel that has not run.
   *
   * @param name its name
   * @param devices the groups of traps that its driver answers
   */
  protected KernelForOneRun(String name, Set<Class<?>> devices) {
    this(name, devices, List.of(), false);
  }

  private KernelForOneRun(
      String name, Set<Class<?>> devices, List<Activation> activations, boolean leavesSignals) {
    this.name = name;
    this.devices = Set.copyOf(devices);
    this.activations = activations;
    this.leavesSignals = leavesSignals;
  }

  /** A copy with another configuration. */
  private static final class Configured extends KernelForOneRun {
    private final KernelForOneRun original;

    Configured(KernelForOneRun original, List<Activation> activations, boolean leavesSignals) {
      super(original.name, original.devices, activations, leavesSignals);
      this.original = original;
    }

    @Override
    protected <T extends @Nullable Object, X extends Exception> T runOnce(
        AsyncCallable<T, X> main, List<Activation> activations) throws X {
      return original.runOnce(main, activations);
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean supports(Class<?> group) {
    return LoopKernel.answers(group) || devices.contains(group);
  }

  @Override
  public final Kernel observedBy(Activation activation) {
    refuseBegun();
    var more = new ArrayList<>(activations);
    more.add(Objects.requireNonNull(activation));
    return new Configured(this, List.copyOf(more), leavesSignals);
  }

  @Override
  public final Kernel leavingSignals() {
    refuseBegun();
    return new Configured(this, activations, true);
  }

  @Override
  public final <T extends @Nullable Object, X extends Exception> T run(
      @Elsewhere AsyncCallable<T, X> main) throws X {
    Coroutine.requireOutside("run");
    Carrier.requireAvailable();
    if (!begun.compareAndSet(false, true)) {
      throw hasRun();
    }
    return leavesSignals
        ? SignalOwner.<T, X>decide(false, () -> runOnce(main, activations))
        : runOnce(main, activations);
  }

  /** A kernel that is configured after its run was mistaken for one that has not run. */
  private void refuseBegun() {
    if (begun.get()) {
      throw hasRun();
    }
  }

  private static IllegalStateException hasRun() {
    return new IllegalStateException(
        "this kernel has run already: a kernel serves one run, so create another");
  }

  /**
   * Runs the program, in the thread that called {@code run}: opens the loop, waits for the end of
   * the last task, and closes the loop again. Called once for this object and once for each
   * configured copy of it that runs, on any threads.
   *
   * @param main the body of the main task
   * @param activations the observers
   * @param <T> what it returns
   * @param <X> what it throws
   * @return what the main task returned
   * @throws X the exception that the main task threw, the same object
   */
  protected abstract <T extends @Nullable Object, X extends Exception> T runOnce(
      @Elsewhere AsyncCallable<T, X> main, List<Activation> activations) throws X;
}
