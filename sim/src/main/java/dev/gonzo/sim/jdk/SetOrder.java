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
    Field unsafe = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    unsafe.setAccessible(true);
    Writer.write(unsafe.get(null), collections.getDeclaredField("SALT32L"), SALT);
    Writer.write(unsafe.get(null), collections.getDeclaredField("REVERSE"), (SALT & 1) == 0);
  }

  /** Writes a final static field. */
  @SuppressWarnings({"deprecation", "removal"}) // there is no other way, and nothing to lose
  private static final class Writer {
    private Writer() {}

    static void write(Object unsafe, Field field, long value) {
      var memory = (sun.misc.Unsafe) unsafe;
      memory.putLong(memory.staticFieldBase(field), memory.staticFieldOffset(field), value);
    }

    static void write(Object unsafe, Field field, boolean value) {
      var memory = (sun.misc.Unsafe) unsafe;
      memory.putBoolean(memory.staticFieldBase(field), memory.staticFieldOffset(field), value);
    }
  }
}
