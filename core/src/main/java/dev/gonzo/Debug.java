package dev.gonzo;

/** The switch {@code -Dgonzo.debug=true}: records where things were made, and checks more. */
final class Debug {
  static final boolean ENABLED = Boolean.getBoolean("gonzo.debug");

  private Debug() {}
}
