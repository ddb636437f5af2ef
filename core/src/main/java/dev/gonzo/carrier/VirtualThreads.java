package dev.gonzo.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The only class that uses JDK internals: it creates virtual threads whose scheduler is Gonzo's.
 *
 * <p>The constructor {@code java.lang.VirtualThread(Executor, String, int, Runnable)} is private to
 * the JDK, so the package {@code java.lang} must be opened to Gonzo. Everything that depends on
 * this is in this class, so that a public scheduler API of the JDK can replace it one day.
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

  /** The reason why Gonzo cannot schedule virtual threads in this JVM; empty if it can. */
  static Optional<String> whyUnavailable() {
    return Optional.ofNullable(WHY_UNAVAILABLE);
  }

  /** Whether this JDK lacks what Gonzo calls, so that no flag would help. */
  static boolean areOfAnotherJdk() {
    return CHANGED;
  }

  /** Creates an unstarted virtual thread that runs where {@code scheduler} runs it. */
  static Thread create(Executor scheduler, @Nullable String name, Runnable body) {
    if (CONSTRUCTOR == null) {
      throw new IllegalStateException(WHY_UNAVAILABLE);
    }
    try {
      return (Thread) CONSTRUCTOR.invokeExact(scheduler, name, 0, body);
    } catch (RuntimeException | Error failure) {
      throw failure; // out of memory, or a user's thread local threw in childValue
    } catch (Throwable impossible) {
      throw new LinkageError("a virtual thread could not be created", impossible);
    }
  }

  /**
   * The virtual thread that a submission to a scheduler belongs to, or null if it cannot be found.
   * The JDK submits a lambda that captures the thread.
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

  /** The scheduler of a virtual thread, which the threads that it starts inherit. */
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
