package dev.gonzo.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The one class that reaches into the JDK: virtual threads whose scheduler is ours.
 *
 * <p>The JDK keeps the constructor {@code java.lang.VirtualThread(Executor, String, int, Runnable)}
 * to itself, and so the package {@code java.lang} has to be opened to Gonzo. Everything that
 * depends on this stands here, so that a public scheduler API of the JDK can replace it one day.
 */
final class VirtualThreads {
  private static final @Nullable MethodHandle CONSTRUCTOR;
  private static final @Nullable MethodHandle SCHEDULER;
  private static final @Nullable String WHY_UNAVAILABLE;
  private static final boolean CHANGED;

  static {
    MethodHandle constructor = null;
    MethodHandle scheduler = null;
    String why = null;
    boolean otherJdk = false;
    try {
      // Not initialised here: see FirstVirtualThread.
      Class<?> type = Class.forName("java.lang.VirtualThread", false, null);
      var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      constructor =
          lookup
              .findConstructor(
                  type,
                  MethodType.methodType(
                      void.class, Executor.class, String.class, int.class, Runnable.class))
              .asType(
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      scheduler =
          lookup
              .findGetter(type, "scheduler", Executor.class)
              .asType(MethodType.methodType(Executor.class, Thread.class));
    } catch (IllegalAccessException closed) {
      why = "the package java.lang is not open to Gonzo";
    } catch (ReflectiveOperationException changed) {
      why = "this JDK's virtual threads differ from those of JDK 25 (" + changed.getMessage() + ")";
      otherJdk = true;
    }
    CONSTRUCTOR = constructor;
    SCHEDULER = scheduler;
    WHY_UNAVAILABLE = why;
    CHANGED = otherJdk;
  }

  private VirtualThreads() {}

  /** Tells why virtual threads cannot be scheduled by Gonzo in this JVM; empty when they can. */
  static Optional<String> whyUnavailable() {
    return Optional.ofNullable(WHY_UNAVAILABLE);
  }

  /** Whether this JDK lacks what Gonzo calls, so that no flag would help. */
  static boolean areOfAnotherJdk() {
    return CHANGED;
  }

  /** Makes a virtual thread, not started, that runs wherever {@code scheduler} runs it. */
  static Thread create(Executor scheduler, @Nullable String name, Runnable body) {
    if (CONSTRUCTOR == null) {
      throw new IllegalStateException(WHY_UNAVAILABLE);
    }
    try {
      return (Thread) CONSTRUCTOR.invokeExact(scheduler, name, 0, body);
    } catch (RuntimeException | Error failure) {
      throw failure; // no memory, or a thread local of the user's that does not let itself inherit
    } catch (Throwable impossible) {
      throw new LinkageError("a virtual thread could not be made", impossible);
    }
  }

  /**
   * The virtual thread that a submission to a scheduler belongs to, or null if it does not tell:
   * the JDK submits a lambda that captures the thread.
   */
  static @Nullable Thread threadOf(Runnable submission) {
    try {
      for (Field captured : submission.getClass().getDeclaredFields()) {
        if (Thread.class.isAssignableFrom(captured.getType())) {
          captured.setAccessible(true);
          return (Thread) captured.get(submission);
        }
      }
    } catch (ReflectiveOperationException | RuntimeException hidden) {
      return null;
    }
    return null;
  }

  /** The scheduler of a virtual thread; its guests, the threads that it starts, share it. */
  static Executor schedulerOf(Thread virtual) {
    if (SCHEDULER == null) {
      throw new IllegalStateException(WHY_UNAVAILABLE);
    }
    try {
      return (Executor) SCHEDULER.invokeExact(virtual);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("the scheduler of a virtual thread could not be read", impossible);
    }
  }
}
