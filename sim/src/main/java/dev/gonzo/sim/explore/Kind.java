package dev.gonzo.sim.explore;

import java.util.Set;

/** How much is known of the state of an object, from its class. */
enum Kind {
  /** Nothing in it changes. */
  IMMUTABLE,
  /** Its class was changed by the agent, or belongs to the kernel: its own code is seen. */
  OPEN,
  /** A function, whose code is seen, unless it is a method of the JDK. */
  LAMBDA,
  /** Its state is in no other object, and no other object's state in it. */
  SELF_CONTAINED,
  /** It may be a view of another object. */
  VIEW,
  /** Nothing in it changes, but what it contains may. */
  CONTAINER,
  /** A class of the program that extends one of the JDK, which has state of its own. */
  MIXED;

  private static final Set<String> IMMUTABLE_CLASSES =
      Set.of(
          "java.lang.String",
          "java.lang.Boolean",
          "java.lang.Character",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.Class",
          "java.lang.Object",
          "java.lang.Thread",
          "java.lang.VirtualThread",
          "java.math.BigInteger",
          "java.math.BigDecimal",
          "java.util.Locale",
          "java.util.UUID",
          "java.util.regex.Pattern",
          "java.lang.StackTraceElement",
          "java.lang.ref.WeakReference");

  private static final String[] IMMUTABLE_NAMES = {
    "java.time.", "java.util.Collections$Empty", "java.lang.invoke.", "sun.nio.cs."
  };

  private static final Set<String> SELF_CONTAINED_CLASSES =
      Set.of(
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicReference",
          "java.lang.StringBuilder",
          "java.util.Random",
          "java.util.concurrent.locks.ReentrantLock",
          "java.lang.ThreadLocal");

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          return compute(type);
        }
      };

  static Kind of(Object object) {
    return KINDS.get(object.getClass());
  }

  private static boolean isOfJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static Kind compute(Class<?> type) {
    if (type.isArray()) {
      return SELF_CONTAINED;
    }
    if (type.isHidden()) {
      return LAMBDA;
    }
    if (!isOfJdk(type)) {
      return ofProgram(type);
    }
    if (isImmutable(type)) {
      return IMMUTABLE;
    }
    String name = type.getName();
    if (name.startsWith("java.util.Optional")
        || name.startsWith("java.util.ImmutableCollections$")) {
      return CONTAINER;
    }
    return SELF_CONTAINED_CLASSES.contains(type.getName()) || Throwable.class.isAssignableFrom(type)
        ? SELF_CONTAINED
        : VIEW;
  }

  private static boolean isImmutable(Class<?> type) {
    if (type.isEnum() || type.isRecord() || Enum.class.isAssignableFrom(type)) {
      return true;
    }
    String name = type.getName();
    for (String immutable : IMMUTABLE_NAMES) {
      if (name.startsWith(immutable)) {
        return true;
      }
    }
    return IMMUTABLE_CLASSES.contains(name);
  }

  private static Kind ofProgram(Class<?> type) {
    Class<?> base = type;
    while (base != null && !isOfJdk(base)) {
      base = base.getSuperclass();
    }
    if (base == null || base == Object.class || base == Record.class || base == Enum.class) {
      return OPEN;
    }
    return Throwable.class.isAssignableFrom(base) ? SELF_CONTAINED : MIXED;
  }
}
