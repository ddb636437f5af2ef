package dev.gonzo.sim.explore;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What the JDK's immutable containers contain. */
final class Contents {
  private Contents() {}

  /** Whether an object is such a container, and neither it nor what is in it has state. */
  static boolean areImmutable(Object object, Kind kind) {
    return kind == Kind.CONTAINER
        && switch (object) {
          case Optional<?> optional -> optional.isEmpty() || isImmutable(optional.get());
          case Collection<?> collection -> areAll(collection);
          case Map<?, ?> map -> areAll(map.keySet()) && areAll(map.values());
          default -> !object.getClass().getName().startsWith("java.util.ImmutableCollections$");
        };
  }

  private static boolean areAll(Collection<?> elements) {
    for (Object element : elements) {
      if (element != null && !isImmutable(element)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isImmutable(Object element) {
    Kind kind = Kind.of(element);
    return kind == Kind.IMMUTABLE || kind == Kind.OPEN || areImmutable(element, kind);
  }
}
