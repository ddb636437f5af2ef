package dev.gonzo.kernel.loop.guest;

import dev.gonzo.AsyncCallable;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.GuestKernel;
import dev.gonzo.kernel.loop.run.KernelForOneRun;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A guest kernel whose host is a plain thread that only steps it, the simplest possible host. It
 * lets a user try a program on a guest kernel without having an event loop.
 */
public final class GuestThread extends KernelForOneRun {
  private static final int TURNS = 64;
  private static final long STACK_BYTES = 16 << 20;
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private final Function<Runnable, GuestKernel> guests;

  /**
   * Creates a kernel that has not run.
   *
   * @param devices the groups of traps that the guest's driver answers
   * @param guests creates the guest; takes what asks its host for a step
   */
  public GuestThread(Set<Class<?>> devices, Function<Runnable, GuestKernel> guests) {
    super("guest", devices);
    this.guests = guests;
  }

  @Override
  protected <T extends @Nullable Object, X extends Exception> T runOnce(
      AsyncCallable<T, X> main, List<Activation> activations) throws X {
    var threads =
        Thread.ofPlatform()
            .name("gonzo-host-" + NUMBERS.getAndIncrement())
            .stackSize(STACK_BYTES)
            .factory();
    try (var host = Executors.newSingleThreadExecutor(threads)) {
      var steps = new Steps(host, guests);
      activations.forEach(steps.guest::observe);
      return steps.guest.run(main);
    }
  }

  /**
   * The code that every host needs: a step when the guest asks for one, and more while it has more
   * to do.
   */
  private static final class Steps {
    final GuestKernel guest;
    private final Executor host;
    private final Runnable step = this::step;

    Steps(Executor host, Function<Runnable, GuestKernel> guests) {
      this.host = host;
      guest = guests.apply(this::soon);
    }

    private void soon() {
      host.execute(step);
    }

    private void step() {
      var pause = guest.step(TURNS);
      if (pause.isPresent() && pause.get().isZero()) {
        soon();
      }
    }
  }
}
