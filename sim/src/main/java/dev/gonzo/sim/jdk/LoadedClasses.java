package dev.gonzo.sim.jdk;

import dev.gonzo.report.Rethrow;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a loader has loaded. The package {@code java.lang} must be open to this module.
 */
public final class LoadedClasses {
  private static final @Nullable MethodHandle FIND;
  private static final @Nullable MethodHandle UNINITIALIZED;

  static {
    MethodHandle find = null;
    MethodHandle uninitialized = null;
    try {
      var inside = MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup());
      find =
          inside.findVirtual(
              ClassLoader.class,
              "findLoadedClass",
              MethodType.methodType(Class.class, String.class));
      Method export = Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
      export.setAccessible(true);
      Object _ =
          export.invoke(
              Object.class.getModule(), "jdk.internal.misc", LoadedClasses.class.getModule());
      Class<?> memory = Class.forName("jdk.internal.misc.Unsafe");
      Object unsafe = memory.getMethod("getUnsafe").invoke(null);
      uninitialized =
          MethodHandles.lookup()
              .findVirtual(
                  memory, "shouldBeInitialized", MethodType.methodType(boolean.class, Class.class))
              .bindTo(unsafe);
    } catch (ReflectiveOperationException | RuntimeException closed) {
      // Then no class can be looked at without initialising it, which the program would notice.
      uninitialized = null;
    }
    FIND = find;
    UNINITIALIZED = uninitialized;
  }

  private LoadedClasses() {}

  /**
   * Finds a class that is initialised, without loading or initialising it.
   *
   * @param loader its loader
   * @param name its name
   * @return the class; null if it is not initialised, or if this JVM does not tell
   */
  public static @Nullable Class<?> initialized(ClassLoader loader, String name) {
    if (FIND == null || UNINITIALIZED == null) {
      return null;
    }
    try {
      var type = (Class<?>) FIND.invoke(loader, name);
      return type == null || (boolean) UNINITIALIZED.invoke(type) ? null : type;
    } catch (Throwable failure) {
      throw Rethrow.unchecked(failure);
    }
  }
}
