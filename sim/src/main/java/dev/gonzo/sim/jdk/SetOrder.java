package dev.gonzo.sim.jdk;

import java.lang.reflect.Field;

/**
 * The order in which {@code Set.of} and {@code Map.of} iterate. The JDK draws it once for each JVM,
 * so that programs do not rely on it; a simulation must have the same one in each JVM.
 */
final class SetOrder {
  private static final long SALT = 0x5EED_5EEDL;

  private SetOrder() {}

  /** Fixes it. Early, before code is compiled to which the old one is a constant. */
  static void fix() throws ReflectiveOperationException {
    Class<?> collections = Class.forName("java.util.ImmutableCollections");
    write(collections.getDeclaredField("SALT32L"), "putLong", long.class, SALT);
    write(collections.getDeclaredField("REVERSE"), "putBoolean", boolean.class, (SALT & 1) == 0);
  }

  /** Writes a final static field, by reflection: the compiler warns about the class itself. */
  private static void write(Field field, String put, Class<?> type, Object value)
      throws ReflectiveOperationException {
    Class<?> memory = Class.forName("sun.misc.Unsafe");
    Field only = memory.getDeclaredField("theUnsafe");
    only.setAccessible(true);
    Object unsafe = only.get(null);
    Object base = memory.getMethod("staticFieldBase", Field.class).invoke(unsafe, field);
    Object offset = memory.getMethod("staticFieldOffset", Field.class).invoke(unsafe, field);
    Object _ =
        memory.getMethod(put, Object.class, long.class, type).invoke(unsafe, base, offset, value);
  }
}
