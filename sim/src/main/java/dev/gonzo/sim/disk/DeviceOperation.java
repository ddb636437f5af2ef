package dev.gonzo.sim.disk;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Undo;
import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.world.Agenda;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a device, and the task that waits for it. It happens at one instant, when the
 * device ends it.
 */
final class DeviceOperation implements Undo {
  /** What a cancellation does to it once the device has begun with it. */
  enum Kind {
    /** It changes nothing: the task leaves, and it does not happen. */
    QUESTION,
    /** The task waits for its end. */
    CHANGE,
    /** The task leaves, and it happens all the same. */
    SYNC
  }

  private final HostFiles host;
  private final LoopTask<?> task;
  private final Kind kind;
  private final @Nullable DiskHandle held;
  private final Callable<?> work;
  private long requestedAt;
  private long beginsAt;
  private Agenda.@Nullable Event end;
  private boolean isLeft;
  private @Nullable Object result;
  private @Nullable Throwable failure;

  DeviceOperation(
      HostFiles host, LoopTask<?> task, Kind kind, @Nullable DiskHandle held, Callable<?> work) {
    this.host = host;
    this.task = task;
    this.kind = kind;
    this.held = held;
    this.work = work;
  }

  void request(Agenda agenda, Device.Times times) {
    requestedAt = agenda.now();
    beginsAt = after(requestedAt, times.begins());
    // A device that is stuck for ever plans nothing.
    long endsAt = after(beginsAt, times.takes());
    end = endsAt == Long.MAX_VALUE ? null : agenda.at(endsAt, this::happen);
  }

  private static long after(long nanos, long more) {
    return nanos + more < nanos ? Long.MAX_VALUE : nanos + more;
  }

  /** Whether the device works on it. Not yet at the instant of the request: it may be refused. */
  boolean hasBegun() {
    long now = host.agenda().now();
    return now > requestedAt && now >= beginsAt;
  }

  /** Does it. The device has ended it, or ends it before its host stops. */
  void happen() {
    try {
      result = work.call();
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      over();
    }
    if (!isLeft) {
      task.resume(null);
    }
  }

  private void over() {
    host.ended(this);
    if (held != null) {
      held.release();
    }
  }

  /** Prevents it. */
  void withdraw() {
    isLeft = true;
    if (end != null) {
      end.cancel();
    }
    over();
  }

  /** Does it although its host stops, and resumes no task. */
  void happenLate() {
    isLeft = true;
    if (end != null) {
      end.cancel();
    }
    happen();
  }

  @Override
  public boolean undo() {
    if (kind == Kind.QUESTION || !hasBegun()) {
      withdraw();
      return true;
    }
    isLeft = kind == Kind.SYNC;
    return isLeft;
  }

  /** Leaves a begun change to the device, because its task will never run again. */
  @Override
  public void abandon() {
    if (!undo()) {
      isLeft = true;
    }
  }

  /** Its result, when it has happened. On the task's own stack. */
  @Nullable Object result() {
    if (failure instanceof IOException refused) {
      // The stack trace should show the code that made the trap, and not the agenda's.
      refused.setStackTrace(new Throwable().getStackTrace());
    }
    if (failure != null) {
      throw Rethrow.unchecked(failure);
    }
    return result;
  }
}
