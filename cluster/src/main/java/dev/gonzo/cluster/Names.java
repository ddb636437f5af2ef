package dev.gonzo.cluster;

import java.util.Objects;

/** Checks names that cross the network. */
final class Names {
  private static final int MOST = 100;

  private Names() {}

  static String checked(String what, String name) {
    Objects.requireNonNull(name);
    boolean plain = name.chars().noneMatch(Character::isISOControl);
    if (name.isBlank() || name.length() > MOST || !plain) {
      throw new IllegalArgumentException(
          "the name of "
              + what
              + " has 1 to "
              + MOST
              + " characters, and no control characters; it has "
              + (plain ? name.length() : "some"));
    }
    return name;
  }
}
