package operations;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/** Virtual threads with a scheduler of their own, for which java.lang is to be opened. */
final class BareThread {
  private static final MethodHandle CONSTRUCTOR = constructor();

  private BareThread() {}

  private static MethodHandle constructor() {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(
              type,
              MethodType.methodType(
                  void.class, Executor.class, String.class, int.class, Runnable.class))
          .asType(
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  static void start(Executor scheduler, Runnable body) throws Throwable {
    ((Thread) CONSTRUCTOR.invokeExact(scheduler, "bare", 0, body)).start();
  }
}
