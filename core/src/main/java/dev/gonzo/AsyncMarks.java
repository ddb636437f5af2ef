package dev.gonzo;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that overriding methods keep the mark ({@link Async}, {@link SyncOnly} or unmarked) of the
 * methods they override. Code that calls a method through its supertype relies on the mark there.
 *
 * <pre>{@code
 * static { AsyncMarks.verify(FileStore.class, MemoryStore.class); }
 * }</pre>
 */
public final class AsyncMarks {
  private AsyncMarks() {}

  private enum CallMode {
    ASYNC("@Async"),
    SYNC_ONLY("@SyncOnly"),
    NONE("not marked");

    private final String words;

    CallMode(String words) {
      this.words = words;
    }

    static CallMode of(AnnotatedElement method) {
      return method.isAnnotationPresent(Async.class)
          ? ASYNC
          : method.isAnnotationPresent(SyncOnly.class) ? SYNC_ONLY : NONE;
    }
  }

  /**
   * Checks that each method of these classes, inherited ones included, is marked {@link Async} or
   * {@link SyncOnly} exactly like the methods that it overrides or implements, and is not marked
   * both. Call it once, at start.
   *
   * <p>The JDK's types have no mark: an async {@code close()} may implement {@code AutoCloseable}.
   *
   * @param classes the classes to check, with their supertypes
   * @throws AsyncMarksException if a method differs; the message names each such method and the
   *     method it overrides
   */
  public static void verify(Class<?>... classes) {
    var faults = new LinkedHashSet<String>();
    for (Class<?> type : classes) {
      methodsOf(type).values().forEach(same -> compare(same, faults));
    }
    if (!faults.isEmpty()) {
      throw new AsyncMarksException(List.copyOf(faults));
    }
  }

  /**
   * The methods by signature, in the order of overriding: first the class, then its superclasses,
   * then the interfaces.
   */
  private static Map<String, List<Method>> methodsOf(Class<?> type) {
    var types = new LinkedHashSet<Class<?>>();
    for (Class<?> above = type; above != null; above = above.getSuperclass()) {
      types.add(above);
    }
    for (Class<?> above = type; above != null; above = above.getSuperclass()) {
      addInterfaces(above, types);
    }
    var methods = new LinkedHashMap<String, List<Method>>();
    for (Class<?> each : types) {
      if (each.getClassLoader() != null && !each.getName().startsWith("java.")) {
        for (Method method : each.getDeclaredMethods()) {
          if (!Modifier.isStatic(method.getModifiers())
              && !Modifier.isPrivate(method.getModifiers())) {
            methods.computeIfAbsent(signature(method), _ -> new ArrayList<>()).add(method);
          }
        }
      }
    }
    return methods;
  }

  /**
   * Adds nearer interfaces first, so that a default method comes before the method it overrides.
   */
  private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
    types.addAll(Arrays.asList(type.getInterfaces()));
    for (Class<?> above : type.getInterfaces()) {
      addInterfaces(above, types);
    }
  }

  /**
   * The erased signature. A bridge method carries the annotations of its method, and so connects
   * the two signatures.
   */
  private static String signature(Method method) {
    return method.getName() + parameters(method);
  }

  private static String parameters(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getTypeName)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static void compare(List<Method> same, Set<String> faults) {
    Method first = same.getFirst();
    CallMode callMode = CallMode.of(first);
    if (callMode == CallMode.ASYNC && first.isAnnotationPresent(SyncOnly.class)) {
      faults.add(name(first) + " is both @Async and @SyncOnly: a method has one mark");
    }
    for (Method overridden : same) {
      CallMode other = CallMode.of(overridden);
      if (other != callMode && overrides(first, overridden)) {
        faults.add(
            "%s is %s, and %s, which it overrides, is %s: mark both alike"
                .formatted(name(first), callMode.words, name(overridden), other.words));
      }
    }
  }

  private static boolean overrides(Method method, Method above) {
    int access = Modifier.PUBLIC | Modifier.PROTECTED;
    return (above.getModifiers() & access) != 0
        || above
            .getDeclaringClass()
            .getPackageName()
            .equals(method.getDeclaringClass().getPackageName());
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + signature(method);
  }
}
