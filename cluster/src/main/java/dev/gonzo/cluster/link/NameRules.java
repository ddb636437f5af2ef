package dev.gonzo.cluster.link;

/** What a name that crosses the network may be. */
public final class NameRules {
  /** The most characters of a name. */
  public static final int MOST = 100;

  private NameRules() {}

  /**
   * Finds out whether the characters of a name can be shown and kept.
   *
   * @param name the name
   * @return whether it has no control characters and no halves of characters
   */
  public static boolean isPlain(String name) {
    return name.codePoints()
        .noneMatch(
            each -> Character.isISOControl(each) || Character.getType(each) == Character.SURROGATE);
  }

  /**
   * Finds out whether a name follows the rules.
   *
   * @param name the name
   * @return whether it is plain, not blank, and not too long
   */
  public static boolean allow(String name) {
    return !name.isBlank() && name.length() <= MOST && isPlain(name);
  }
}
