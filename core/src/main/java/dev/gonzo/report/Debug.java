package dev.gonzo.report;

/**
 * The switch {@code -Dgonzo.debug=true}: records where objects were created, and enables slow
 * checks.
 */
public final class Debug {
  /** Whether the switch is on. */
  public static final boolean ENABLED = Boolean.getBoolean("gonzo.debug");

  private Debug() {}
}
