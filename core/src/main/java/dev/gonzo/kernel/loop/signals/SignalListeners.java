package dev.gonzo.kernel.loop.signals;

import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The handlers in this JVM that have taken over one signal. While there are any, each of them is
 * called, and the signal's former handler is not.
 */
public final class SignalListeners {
  private static final Map<String, SignalListeners> BY_NAME = new HashMap<>(); // under its lock

  private final SystemSignal signal;
  private volatile List<Runnable> listeners;

  private SignalListeners(String name, Runnable first) {
    listeners = List.of(first);
    signal = new SystemSignal(name);
    try {
      signal.take(_ -> handle());
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      throw new IllegalArgumentException(
          "signal "
              + name
              + " is not available here: "
              + (cause == null ? refused : cause).getMessage(),
          refused);
    } catch (ReflectiveOperationException none) {
      throw new IllegalArgumentException("this JVM has no access to signals", none);
    }
  }

  private boolean handle() {
    List<Runnable> present = listeners;
    present.forEach(Runnable::run);
    return !present.isEmpty();
  }

  public static void add(String name, Runnable listener) {
    synchronized (BY_NAME) {
      SignalListeners all = BY_NAME.get(name);
      if (all == null) {
        BY_NAME.put(name, new SignalListeners(name, listener));
      } else {
        all.listeners = Stream.concat(all.listeners.stream(), Stream.of(listener)).toList();
      }
    }
  }

  public static void remove(String name, Runnable listener) {
    synchronized (BY_NAME) {
      SignalListeners all = BY_NAME.get(name);
      if (all == null) {
        return;
      }
      all.listeners = all.listeners.stream().filter(other -> other != listener).toList();
      if (all.listeners.isEmpty()) {
        BY_NAME.remove(name);
        all.signal.uninstall();
      }
    }
  }
}
