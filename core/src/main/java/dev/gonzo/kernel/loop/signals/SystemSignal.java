package dev.gonzo.kernel.loop.signals;

import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One signal of the operating system, through {@code sun.misc.Signal}, the JDK's only access to
 * signals. Called by reflection, because the compiler's warning about that class cannot be
 * suppressed.
 *
 * <p>A handler of ours can be called after it was uninstalled: other code has restored it, or the
 * signal came just before. Then it handles nothing, and the handler that it had replaced does.
 */
final class SystemSignal {
  private final String name;
  private @Nullable Object former;
  private @Nullable Object ours;

  SystemSignal(String name) {
    this.name = name;
  }

  /**
   * Handles the signal from now on, unless it is ignored or not available: because the JVM leaves
   * signals alone ({@code -Xrs}), or there is no signal of that name.
   *
   * @param handler takes the signal's number, on a thread of the JVM, and returns whether it has
   *     handled it
   */
  void install(IntPredicate handler) {
    try {
      take(handler);
      Object before = former;
      if (before == Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null)) {
        handle(Objects.requireNonNull(before));
        former = null;
      }
    } catch (ReflectiveOperationException notToBeHad) {
      former = null;
    }
  }

  /**
   * Handles the signal from now on, even if it was ignored.
   *
   * @param handler takes the signal's number, on a thread of the JVM, and returns whether it has
   *     handled it
   * @throws java.lang.reflect.InvocationTargetException if it is not available: the cause says why
   * @throws ReflectiveOperationException if this JVM has no access to signals
   */
  void take(IntPredicate handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    var replaced = new AtomicReference<@Nullable Object>();
    ours =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "handle" -> {
                    if (!handler.test(number(arguments[0]))) {
                      pass(arguments[0], replaced.get());
                    }
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "Gonzo's handler of SIG" + name;
                });
    Object before = handle(ours);
    replaced.set(before);
    former = before;
  }

  /** Passes a signal to another handler. The default action of the system cannot be called. */
  private static void pass(Object signal, @Nullable Object handler)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    if (handler != null
        && handler != type.getField("SIG_DFL").get(null)
        && handler != type.getField("SIG_IGN").get(null)) {
      Object _ = type.getMethod("handle", signal.getClass()).invoke(handler, signal);
    }
  }

  /** Restores the former handler, unless other code has installed one meanwhile. */
  void uninstall() {
    Object before = former;
    former = null;
    if (before == null) {
      return;
    }
    try {
      Object present = handle(before);
      if (present != ours) {
        handle(present);
      }
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("a signal handler could not be restored", impossible);
    }
  }

  private Object handle(Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return signal
        .getMethod("handle", signal, type)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }

  private static int number(Object signal) throws ReflectiveOperationException {
    return (int) signal.getClass().getMethod("getNumber").invoke(signal);
  }

  String name() {
    return name;
  }
}
