package dev.gonzo.recorder.format;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates exceptions again, by the constructors that most exceptions have. */
final class Construction {
  private Construction() {}

  /** Whether a class of exceptions has fields of its own, which a constructor may not set. */
  static boolean hasFields(Class<?> type) {
    for (Class<?> each = type;
        each != null && each != Throwable.class;
        each = each.getSuperclass()) {
      if (Arrays.stream(each.getDeclaredFields())
          .anyMatch(
              field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an equal one can be created. */
  static boolean isPossible(Throwable failure, @Nullable ClassLoader loader) {
    Class<?> type = failure.getClass();
    try {
      if (Class.forName(type.getName(), false, loader) != type) {
        return false;
      }
      return of(type, failure.getMessage(), failure.getCause()) != null;
    } catch (ClassNotFoundException | RuntimeException | Error notPossible) {
      return false;
    }
  }

  /** An exception with a message and a cause; null if the class has no constructor for that. */
  static @Nullable Throwable of(
      Class<?> type, @Nullable String message, @Nullable Throwable cause) {
    Throwable made = null;
    if (cause != null) {
      made = withMessageAndCause(type, message, cause);
    }
    if (made == null) {
      made = withCause(create(type, new Class<?>[] {String.class}, message), cause);
    }
    if (made == null && message == null) {
      made = withCause(create(type, new Class<?>[0]), cause);
    }
    return made != null && Objects.equals(made.getMessage(), message) && made.getCause() == cause
        ? made
        : null;
  }

  private static @Nullable Throwable withMessageAndCause(
      Class<?> type, @Nullable String message, Throwable cause) {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 2
          && parameters[0] == String.class
          && Throwable.class.isAssignableFrom(parameters[1])
          && parameters[1].isInstance(cause)) {
        return create(type, parameters, message, cause);
      }
    }
    return null;
  }

  private static @Nullable Throwable withCause(
      @Nullable Throwable made, @Nullable Throwable cause) {
    try {
      return made == null || cause == null ? made : made.initCause(cause);
    } catch (IllegalStateException fixed) {
      return null;
    }
  }

  /** The exceptions of files have up to two paths and a reason. */
  static @Nullable Throwable ofFile(
      Class<?> type, @Nullable String file, @Nullable String other, @Nullable String reason) {
    var three = new Class<?>[] {String.class, String.class, String.class};
    Throwable made = create(type, three, file, other, reason);
    return made != null || other != null || reason != null
        ? made
        : create(type, new Class<?>[] {String.class}, file);
  }

  private static @Nullable Throwable create(
      Class<?> type, Class<?>[] parameters, @Nullable Object... given) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      boolean accessible =
          (Modifier.isPublic(constructor.getModifiers()) && Modifier.isPublic(type.getModifiers()))
              || constructor.trySetAccessible();
      return accessible ? (Throwable) constructor.newInstance(given) : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError refused) {
      return null;
    }
  }
}
