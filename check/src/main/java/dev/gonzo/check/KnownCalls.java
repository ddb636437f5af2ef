package dev.gonzo.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The methods that block natively, or start a kernel and wait for its end, and the classes for
 * tasks and threads alike: {@code calls.txt}.
 */
final class KnownCalls {
  private static final Map<String, String> NATIVE = new HashMap<>();
  private static final Map<String, String> KERNEL = new HashMap<>();
  private static final Set<String> UNIVERSAL = new HashSet<>();

  static {
    for (Table.Line line : Table.read("calls.txt")) {
      switch (line.kind()) {
        case "universal" -> UNIVERSAL.add(line.owner());
        case "native" -> add(line, NATIVE);
        default -> add(line, KERNEL);
      }
    }
  }

  private KnownCalls() {}

  private static void add(Table.Line line, Map<String, String> methods) {
    line.methods().forEach(method -> methods.put(key(line.owner(), method), line.note()));
  }

  private static String key(String owner, String name) {
    return owner + "#" + name;
  }

  /** What to use instead of a call that blocks natively; empty if it does not block so. */
  static Optional<String> insteadOfNative(String owner, String name) {
    return Optional.ofNullable(NATIVE.get(key(owner, name)));
  }

  /** Whether the async methods of a class work in ordinary threads, if the object is universal. */
  static boolean isUniversal(String owner) {
    return UNIVERSAL.contains(owner);
  }

  static boolean startsKernel(String owner, String name) {
    return KERNEL.containsKey(key(owner, name));
  }
}
