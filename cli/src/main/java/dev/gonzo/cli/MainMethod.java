package dev.gonzo.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The main method of a program, found by the rules of JEP 512: {@code main(String[])} before {@code
 * main()}, static or instance, declared or inherited, not private, returning nothing. The class is
 * the first of the file, or else the one that has the file's name.
 *
 * @param type the class that is launched
 * @param method its main method
 */
record MainMethod(Class<?> type, Method method) {
  /**
   * Finds the main method without running any of the program's code.
   *
   * @param program the compiled program
   * @param loader the loader of its classes
   * @throws Refusal if there is no main method that can be called
   */
  static MainMethod find(SourceProgram program, ClassLoader loader)
      throws Refusal, ClassNotFoundException {
    Class<?> first = load(program.topLevelNames().getFirst(), loader);
    for (var name : program.topLevelNames()) {
      if (name.equals(first.getName()) || isNamedAfter(program, name)) {
        Class<?> type = load(name, loader);
        var method = callable(type);
        if (method.isPresent()) {
          return new MainMethod(type, checked(program, type, method.get()));
        }
      }
    }
    throw new Refusal(Refusal.FAILURE, program.file() + ": " + complaint(program, first, loader));
  }

  /**
   * Calls it, on the calling thread.
   *
   * @param arguments its arguments, if it takes any
   * @throws Throwable any exception of the program
   */
  void call(List<String> arguments) throws Throwable {
    try {
      Object receiver = isStatic(method) ? type : instance();
      method.setAccessible(true);
      if (method.getParameterCount() == 0) {
        method.invoke(receiver);
      } else {
        method.invoke(receiver, (Object) arguments.toArray(String[]::new));
      }
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private Object instance() throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
    return Class.forName(name, false, loader);
  }

  private static boolean isNamedAfter(SourceProgram program, String className) {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    return program.file().endsWith(simpleName + ".java");
  }

  private static Optional<Method> callable(Class<?> type) {
    return Optional.ofNullable(search(type, String[].class))
        .filter(MainMethod::isCallable)
        .or(() -> Optional.ofNullable(search(type)).filter(MainMethod::isCallable));
  }

  private static boolean isCallable(Method method) {
    return method.getReturnType() == void.class && !Modifier.isPrivate(method.getModifiers());
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }

  private static @Nullable Method search(Class<?> type, Class<?>... parameters) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      try {
        return at.getDeclaredMethod("main", parameters);
      } catch (NoSuchMethodException _) {
        // then perhaps its superclass has it
      }
    }
    try {
      return type.getMethod("main", parameters); // a default method of an interface
    } catch (NoSuchMethodException _) {
      return null;
    }
  }

  private static Method checked(SourceProgram program, Class<?> type, Method method)
      throws Refusal {
    if (!isStatic(method) && !isInstantiable(type)) {
      throw new Refusal(
          Refusal.FAILURE,
          "%s: main of %s needs an instance, but %s has no constructor for one; make main static"
              .formatted(program.file(), type.getName(), type.getName()));
    }
    return method;
  }

  private static boolean isInstantiable(Class<?> type) {
    if (Modifier.isAbstract(type.getModifiers())) {
      return false;
    }
    try {
      return !Modifier.isPrivate(type.getDeclaredConstructor().getModifiers());
    } catch (NoSuchMethodException _) {
      return false;
    }
  }

  /** Returns why no main method was found and what to do; usually it is one small mistake. */
  private static String complaint(SourceProgram program, Class<?> first, ClassLoader loader)
      throws ClassNotFoundException {
    Method slip = search(first, String[].class);
    if (slip == null) {
      slip = search(first);
    }
    if (slip != null && Modifier.isPrivate(slip.getModifiers())) {
      return "main of %s is private; take the word private away".formatted(first.getName());
    }
    if (slip != null) {
      return "main of %s returns %s; make it void"
          .formatted(first.getName(), slip.getReturnType().getSimpleName());
    }
    for (var name : program.topLevelNames()) {
      if (callable(load(name, loader)).isPresent()) {
        return "the program starts in its first class, %s, which has no main method; put %s first"
            .formatted(first.getName(), name);
      }
    }
    return "there is no main method; add void main() { ... }";
  }
}
