package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.recorder.event.Codec.RecordedHandle;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of what a kernel has answered: handles of devices from 1, and wakers and deadlines
 * from 0. One from before the recording began has the number -1.
 */
final class Numbering {
  private final IdentityNumbers handles = new IdentityNumbers(1);
  private final IdentityNumbers deadlines = new IdentityNumbers(0);
  private final IdentityNumbers expiring = new IdentityNumbers(0);
  private final IdentityNumbers wakers = new IdentityNumbers(0);
  private @Nullable SetDeadline lastSet;

  long answered(Handle handle) {
    return handle instanceof RecordedHandle recorded ? recorded.number() : handles.add(handle);
  }

  /** 0 for null. */
  long of(@Nullable Handle handle) {
    return switch (handle) {
      case null -> 0;
      case RecordedHandle recorded -> recorded.number();
      default -> handles.of(handle);
    };
  }

  /** A trap sets a deadline, which may expire before it is answered. */
  void sets(SetDeadline trap) {
    if (trap != lastSet) {
      lastSet = trap;
      long _ = expiring.addAgain(trap.cancelled());
    }
  }

  long answered(SetDeadline trap, Handle deadline) {
    return deadlines.put(deadline, expiring.of(trap.cancelled()));
  }

  long ofDeadline(Handle deadline) {
    return deadline instanceof RecordedHandle recorded ? recorded.number() : deadlines.of(deadline);
  }

  long ofExpired(Cancelled cancelled) {
    return expiring.of(cancelled);
  }

  long answered(Waker waker) {
    return wakers.add(waker);
  }

  long of(Waker waker) {
    return wakers.of(waker);
  }
}
