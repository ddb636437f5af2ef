package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Suspension;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.GetOption;
import dev.gonzo.trap.NetTrap.SetOption;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets and reads the options of a socket of a task, in both ways that the JDK has for it. */
final class SocketOptionCalls {
  private final TaskSocket socket;
  private final SocketSettings settings;
  private volatile int timeoutMillis;

  SocketOptionCalls(TaskSocket socket, boolean server) {
    this.socket = socket;
    this.settings = new SocketSettings(server);
  }

  /** How long a read or an accept may wait, in milliseconds; zero for no limit. */
  int timeoutMillis() {
    return timeoutMillis;
  }

  /** What the kernel sets before it connects or listens. */
  Map<SocketOption<?>, Object> toOpen() {
    return settings.toOpen();
  }

  /** Sets what a kernel may ignore, after it has connected. In a task of the kernel. */
  @Async(Suspension.NEVER)
  void setHints(Handle handle) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> hint : settings.hints().entrySet()) {
      set(handle, hint.getKey(), hint.getValue());
    }
  }

  // ---------------------------------------------------------------- by option

  Set<SocketOption<?>> supported() {
    return settings.supported();
  }

  <T> void set(SocketOption<T> option, T value) throws IOException {
    settings.check(option, value);
    change(option, Objects.requireNonNull((Object) value));
  }

  <T> T get(SocketOption<T> option) throws IOException {
    if (!settings.supported().contains(option)) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
    return option.type().cast(value(option));
  }

  // ---------------------------------------------------------------- by number

  void set(int id, Object value) throws SocketException {
    try {
      switch (id) {
        case SocketOptions.SO_TIMEOUT -> timeoutMillis = (int) value;
        case SocketOptions.SO_OOBINLINE -> refuseUrgentData((boolean) value);
        case SocketOptions.SO_LINGER -> setLinger(value);
        default -> setNumbered(SocketSettings.numbered(id), value);
      }
    } catch (IOException failure) {
      throw Failures.ofSocket(failure);
    } catch (UnsupportedOperationException | IllegalArgumentException | ClassCastException wrong) {
      throw new SocketException(wrong.getMessage(), wrong);
    }
  }

  private static void refuseUrgentData(boolean inline) throws SocketException {
    if (inline) {
      throw new SocketException("SO_OOBINLINE not supported: tasks receive no urgent data");
    }
  }

  /** The JDK sets false to switch it off. */
  private void setLinger(Object value) throws IOException {
    setNumbered(StandardSocketOptions.SO_LINGER, value.equals(false) ? Integer.valueOf(-1) : value);
  }

  private void setNumbered(SocketOption<?> option, Object value) throws IOException {
    settings.check(option, value);
    change(option, value);
  }

  Object get(int id) throws SocketException {
    try {
      return switch (id) {
        case SocketOptions.SO_TIMEOUT -> timeoutMillis;
        case SocketOptions.SO_OOBINLINE -> false;
        case SocketOptions.SO_LINGER -> linger();
        default -> value(SocketSettings.numbered(id));
      };
    } catch (IOException failure) {
      throw Failures.ofSocket(failure);
    } catch (UnsupportedOperationException unknown) {
      throw new SocketException(unknown.getMessage(), unknown);
    }
  }

  /** The JDK expects false if it is off. */
  private Object linger() throws IOException {
    int seconds = (int) value(StandardSocketOptions.SO_LINGER);
    return seconds < 0 ? (Object) false : (Object) seconds;
  }

  // ---------------------------------------------------------------- in the kernel

  private void change(SocketOption<?> option, Object value) throws IOException {
    socket.requireOpen();
    Handle open = socket.handle();
    if (open == null || SocketSettings.isHint(option)) {
      settings.put(option, value);
    }
    if (open != null) {
      socket.home().perform(() -> set(open, option, value));
    }
  }

  private static void set(Handle handle, SocketOption<?> option, Object value) throws IOException {
    try {
      Coroutine.trap(new SetOption(handle, option, value));
    } catch (UnsupportedOperationException unknown) {
      if (!SocketSettings.isHint(option)) {
        throw unknown;
      }
    }
  }

  private Object value(SocketOption<?> option) throws IOException {
    socket.requireOpen();
    Handle open = socket.handle();
    if (open == null || SocketSettings.isHint(option)) {
      return settings.get(option);
    }
    return socket.home().<Object>run(() -> Objects.requireNonNull(ask(open, option)));
  }

  private static <T extends @Nullable Object> T ask(Handle handle, SocketOption<T> option)
      throws IOException {
    return Coroutine.trap(new GetOption<>(handle, option));
  }
}
