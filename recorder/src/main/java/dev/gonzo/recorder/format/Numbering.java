package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.recorder.event.Codec.RecordedHandle;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of what a kernel has answered: handles of devices, deadlines and wakers, each from 1
 * in the order in which they were answered.
 */
final class Numbering {
  private final IdentityNumbers handles = new IdentityNumbers();
  private final IdentityNumbers deadlines = new IdentityNumbers();
  private final IdentityNumbers expiring = new IdentityNumbers();
  private final IdentityNumbers wakers = new IdentityNumbers();

  long answered(Handle handle) {
    return handle instanceof RecordedHandle recorded ? recorded.number() : handles.add(handle);
  }

  /** 0 for null; -1 for one from before the recording began. */
  long of(@Nullable Handle handle) {
    return switch (handle) {
      case null -> 0;
      case RecordedHandle recorded -> recorded.number();
      default -> orUnknown(handles.of(handle));
    };
  }

  long answeredDeadline(Handle deadline, Cancelled cancelled) {
    long number = deadlines.add(deadline);
    long _ = expiring.put(cancelled, number);
    return number;
  }

  long ofDeadline(Handle deadline) {
    return orUnknown(deadlines.of(deadline));
  }

  long ofExpired(Cancelled cancelled) {
    return orUnknown(expiring.of(cancelled));
  }

  long answered(Waker waker) {
    return wakers.add(waker);
  }

  long of(Waker waker) {
    return orUnknown(wakers.of(waker));
  }

  private static long orUnknown(long number) {
    return number == 0 ? -1 : number;
  }
}
