package dev.gonzo.sim.jdk;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * The order in which {@code Set.of} and {@code Map.of} iterate. The JDK draws it once for each JVM,
 * so that programs do not rely on it; a simulation must have the same one in each JVM.
 */
final class SetOrder {
  private static final long SALT = 0x5EED_5EEDL;

  private SetOrder() {}

  /**
   * Fixes it. Early, before code is compiled to which the old one is a constant. The package {@code
   * jdk.internal.misc} must be exported to this module.
   */
  static void fix() throws ReflectiveOperationException {
    Class<?> collections = Class.forName("java.util.ImmutableCollections");
    write(collections.getDeclaredField("SALT32L"), "putLong", long.class, SALT);
    write(collections.getDeclaredField("REVERSE"), "putBoolean", boolean.class, (SALT & 1) == 0);
  }

  /** Writes a final static field. */
  private static void write(Field field, String put, Class<?> type, Object value)
      throws ReflectiveOperationException {
    Class<?> memory = Class.forName("jdk.internal.misc.Unsafe");
    Object unsafe = memory.getMethod("getUnsafe").invoke(null);
    Object base = memory.getMethod("staticFieldBase", Field.class).invoke(unsafe, field);
    Object offset = memory.getMethod("staticFieldOffset", Field.class).invoke(unsafe, field);
    Method write = memory.getMethod(put, Object.class, long.class, type);
    Object _ = write.invoke(unsafe, base, offset, value);
  }
}
