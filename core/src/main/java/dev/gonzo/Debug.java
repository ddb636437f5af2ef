package dev.gonzo;

/**
 * The switch {@code -Dgonzo.debug=true}: records where objects were created, and enables slow
 * checks.
 */
final class Debug {
  static final boolean ENABLED = Boolean.getBoolean("gonzo.debug");

  private Debug() {}
}
