package dev.gonzo.net;

import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Maps of socket options that keep the order in which the options were set. The JDK's immutable
 * maps have another order in each JVM, and so would the calls that set the options.
 */
final class SocketOptions {
  private SocketOptions() {}

  static Map<SocketOption<?>, Object> copy(Map<SocketOption<?>, Object> options) {
    var copy = new LinkedHashMap<SocketOption<?>, Object>();
    options.forEach(
        (option, value) -> copy.put(Objects.requireNonNull(option), Objects.requireNonNull(value)));
    return Collections.unmodifiableMap(copy);
  }

  /** A copy with one option set, which is the last one if it was not set before. */
  static Map<SocketOption<?>, Object> with(
      Map<SocketOption<?>, Object> options, SocketOption<?> option, Object value) {
    var changed = new LinkedHashMap<>(options);
    changed.put(option, value);
    return copy(changed);
  }
}
