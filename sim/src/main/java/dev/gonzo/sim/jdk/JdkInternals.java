package dev.gonzo.sim.jdk;

import dev.gonzo.report.Rethrow;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The only class of the simulator that uses internals of the JDK's threads. They are private, so
 * the package {@code java.lang} must be open to this module, as it is to core.
 */
final class JdkInternals {
  // The states of a virtual thread that waits for a monitor, or in Object.wait; and the one in
  // which it is ready to go on after that.
  private static final int BLOCKING = 12;
  private static final int UNBLOCKED = 14;
  private static final int TIMED_WAIT = 18;
  private static final int SUSPENDED = 1 << 8;

  private static final @Nullable String WHY_UNAVAILABLE;
  private static final @Nullable MethodHandle CARRIER;
  private static final @Nullable MethodHandle CREATE;
  private static final @Nullable MethodHandle TIMERS;
  private static final @Nullable VarHandle STATE;
  private static final @Nullable VarHandle ON_WAITING_LIST;
  private static final @Nullable MethodHandle END;

  static {
    String why = null;
    MethodHandle carrier = null;
    MethodHandle create = null;
    MethodHandle timers = null;
    VarHandle state = null;
    VarHandle onWaitingList = null;
    MethodHandle end = null;
    try {
      Lookup threads = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
      Class<?> virtual = Class.forName("java.lang.VirtualThread");
      Lookup virtuals = MethodHandles.privateLookupIn(virtual, MethodHandles.lookup());
      Class<?> delayed = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers");
      carrier =
          threads.findStatic(
              Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
      create =
          virtuals
              .findConstructor(
                  virtual,
                  MethodType.methodType(
                      void.class, Executor.class, String.class, int.class, Runnable.class))
              .asType(
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      timers =
          MethodHandles.privateLookupIn(delayed, MethodHandles.lookup())
              .findStaticGetter(delayed, "INSTANCE", ScheduledExecutorService[].class);
      state = virtuals.findVarHandle(virtual, "state", int.class);
      onWaitingList = virtuals.findVarHandle(virtual, "onWaitingList", boolean.class);
      end =
          virtuals
              .findVirtual(virtual, "afterDone", MethodType.methodType(void.class, boolean.class))
              .asType(MethodType.methodType(void.class, Thread.class, boolean.class));
    } catch (IllegalAccessException closed) {
      why = "the package java.lang is not open to the simulator";
    } catch (ReflectiveOperationException changed) {
      why = "this JDK's virtual threads differ from those of JDK 25 (" + changed.getMessage() + ")";
    }
    WHY_UNAVAILABLE = why;
    CARRIER = carrier;
    CREATE = create;
    TIMERS = timers;
    STATE = state;
    ON_WAITING_LIST = onWaitingList;
    END = end;
  }

  private JdkInternals() {}

  /** The reason why this JVM cannot run a simulation; empty if it can. */
  static Optional<String> whyUnavailable() {
    return Optional.ofNullable(WHY_UNAVAILABLE);
  }

  /** Whether a simulation can run in this JVM. */
  static boolean areAvailable() {
    return WHY_UNAVAILABLE == null;
  }

  /** The platform thread that runs the calling code. */
  static Thread carrier() {
    try {
      return (Thread) required(CARRIER).invokeExact();
    } catch (Throwable impossible) {
      throw Rethrow.unchecked(impossible);
    }
  }

  /** Creates an unstarted virtual thread that runs where the scheduler runs it. */
  static Thread create(Executor scheduler, String name, Runnable body) {
    try {
      return (Thread) required(CREATE).invokeExact(scheduler, name, 0, body);
    } catch (Throwable failure) {
      throw Rethrow.unchecked(failure);
    }
  }

  /** The timers of virtual threads that have a scheduler of their own: the JDK's array itself. */
  static ScheduledExecutorService[] timers() {
    try {
      return (ScheduledExecutorService[]) required(TIMERS).invokeExact();
    } catch (Throwable impossible) {
      throw Rethrow.unchecked(impossible);
    }
  }

  /** Whether a virtual thread waits for a monitor, or in {@code Object.wait}. */
  static boolean waitsForMonitor(Thread virtual) {
    if (STATE == null) {
      return false;
    }
    int state = (int) STATE.getVolatile(virtual) & ~SUSPENDED;
    return state >= BLOCKING && state <= TIMED_WAIT && state != UNBLOCKED;
  }

  /** Whether the JVM has chosen it to get the monitor, and has not yet made it ready. */
  static boolean isOnWaitingList(Thread virtual) {
    return ON_WAITING_LIST != null && (boolean) ON_WAITING_LIST.getVolatile(virtual);
  }

  /**
   * Ends a suspended thread that will never run again, without running any of it, so that the JVM
   * does not keep it in its list of threads.
   */
  static void end(Thread virtual) {
    try {
      required(END).invokeExact(virtual, true);
    } catch (Throwable failure) {
      throw Rethrow.unchecked(failure);
    }
  }

  private static MethodHandle required(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new IllegalStateException(WHY_UNAVAILABLE);
    }
    return handle;
  }
}
