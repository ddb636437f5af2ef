package dev.gonzo.sim.process;

import dev.gonzo.report.Rethrow;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code main} method of a class, which the Java launcher would choose. */
final class MainMethod {
  private final Class<?> type;
  private final Method method;

  private MainMethod(Class<?> type, Method method) {
    this.type = type;
    this.method = method;
  }

  /**
   * Finds it.
   *
   * @throws ClassNotFoundException if there is no such class
   * @throws NoSuchMethodException if the class has none; the message says what it needs
   */
  static MainMethod of(ClassLoader loader, String className)
      throws ClassNotFoundException, NoSuchMethodException {
    Class<?> type = Class.forName(className, false, loader);
    Method found = declared(type, String[].class);
    found = found == null ? declared(type) : found;
    if (found == null) {
      throw new NoSuchMethodException(
          "the class " + className + " has no main method, such as static void main(String[])");
    }
    return new MainMethod(type, found);
  }

  private static @Nullable Method declared(Class<?> type, Class<?>... parameters) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      try {
        Method method = each.getDeclaredMethod("main", parameters);
        if (method.getReturnType() == void.class && !Modifier.isPrivate(method.getModifiers())) {
          return method;
        }
      } catch (NoSuchMethodException elsewhere) {
        // perhaps in its superclass
      }
    }
    return null;
  }

  /** Calls it. What it throws is thrown here. */
  void call(List<String> arguments) {
    try {
      method.setAccessible(true);
      Object target = Modifier.isStatic(method.getModifiers()) ? null : created();
      Object _ =
          method.getParameterCount() == 0
              ? method.invoke(target)
              : method.invoke(target, (Object) arguments.toArray(String[]::new));
    } catch (InvocationTargetException thrown) {
      throw Rethrow.unchecked(thrown.getTargetException());
    } catch (ReflectiveOperationException refused) {
      throw new IllegalStateException("cannot call " + method, refused);
    }
  }

  private Object created() throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }
}
