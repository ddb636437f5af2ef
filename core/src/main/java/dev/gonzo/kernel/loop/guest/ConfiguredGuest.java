package dev.gonzo.kernel.loop.guest;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.kernel.loop.signals.SignalOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A configured copy of a kernel on a guest: it runs its program on the same guest. */
final class ConfiguredGuest implements Kernel {
  private final GuestLoop guest;
  private final Kernel original;
  private final List<Activation> activations;
  private final boolean leavesSignals;

  /**
   * Creates a copy.
   *
   * @param guest the guest
   * @param original the guest itself, or the kernel that wraps it
   * @param activations those that observe the run
   * @param leavesSignals whether the run takes over no signals
   */
  ConfiguredGuest(
      GuestLoop guest, Kernel original, List<Activation> activations, boolean leavesSignals) {
    this.guest = guest;
    this.original = original;
    this.activations = activations;
    this.leavesSignals = leavesSignals;
  }

  @Override
  public String name() {
    return original.name();
  }

  @Override
  public boolean supports(Class<?> group) {
    return original.supports(group);
  }

  @Override
  public Kernel observedBy(Activation activation) {
    var more = new ArrayList<>(activations);
    more.add(Objects.requireNonNull(activation));
    return new ConfiguredGuest(guest, original, List.copyOf(more), leavesSignals);
  }

  @Override
  public Kernel leavingSignals() {
    return new ConfiguredGuest(guest, original, activations, true);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T run(AsyncCallable<T, X> main)
      throws X {
    guest.refuseBegun();
    List<RunningKernel.Observation> observing = activations.stream().map(guest::observe).toList();
    try {
      return leavesSignals
          ? SignalOwner.<T, X>decide(false, () -> original.run(main))
          : original.run(main);
    } finally {
      observing.forEach(RunningKernel.Observation::close);
    }
  }
}
