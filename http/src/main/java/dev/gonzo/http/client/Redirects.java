package dev.gonzo.http.client;

/**
 * Which redirects a client follows.
 *
 * @param most the greatest number for one request; 0 to follow none, and to return the redirect as
 *     the response
 * @param isDowngradeAllowed whether one from https to http is followed
 */
public record Redirects(int most, boolean isDowngradeAllowed) {
  private static final Redirects DEFAULTS = new Redirects(10, false);
  private static final Redirects NONE = new Redirects(0, false);

  /**
   * Creates a choice.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public Redirects {
    if (most < 0) {
      throw new IllegalArgumentException("most must not be negative, got " + most);
    }
  }

  /** {@return the default: up to 10, and none from https to http} */
  public static Redirects defaults() {
    return DEFAULTS;
  }

  /** {@return no redirect is followed} */
  public static Redirects none() {
    return NONE;
  }

  /**
   * {@return up to a number, and none from https to http}
   *
   * @param most the greatest number for one request
   * @throws IllegalArgumentException if it is negative
   */
  public static Redirects upTo(int most) {
    return new Redirects(most, false);
  }

  /** {@return a copy that also follows redirects from https to http} */
  public Redirects withDowngrade() {
    return new Redirects(most, true);
  }
}
