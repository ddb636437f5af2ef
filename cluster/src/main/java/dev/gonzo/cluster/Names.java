package dev.gonzo.cluster;

import dev.gonzo.cluster.link.NameRules;
import java.util.Objects;

/** Checks names that cross the network. */
final class Names {
  private Names() {}

  static String checked(String what, String name) {
    Objects.requireNonNull(name);
    if (!NameRules.allow(name)) {
      throw new IllegalArgumentException(
          "the name of "
              + what
              + " has 1 to "
              + NameRules.MOST
              + " characters, and no control characters; it has "
              + (NameRules.isPlain(name) ? name.length() : "some"));
    }
    return name;
  }
}
