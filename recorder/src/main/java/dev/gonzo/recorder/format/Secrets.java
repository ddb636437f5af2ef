package dev.gonzo.recorder.format;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what looks like a secret in text that is shown or exported. It finds the usual forms, not
 * every secret: a recording is to be kept like the data that its program receives.
 */
public final class Secrets {
  private static final String MASK = "***";

  // Each has a group "keep" before the secret. Possessive, so that hostile text costs no time.
  private static final List<Pattern> FORMS =
      List.of(
          form(
              "(?<keep>\\b(?:proxy-)?authorization[\"']?\\s*[:=]\\s*+[\"']?(?:(?:basic|bearer|digest|negotiate|token)\\s++)?)[^\\r\\n\"']++"),
          form("(?<keep>\\b(?:set-)?cookie2?[\"']?\\s*[:=]\\s*+[\"']?)[^\\r\\n\"']++"),
          form(
              "(?<keep>\\b[a-z][a-z0-9+.-]{0,30}://[^\\s/:@\"']{0,200}+:)[^\\s/@\"']{1,500}+(?=@)"),
          form(
              "(?<keep>[\\w.-]{0,50}?(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?"
                  + "[\\w.-]{0,30}?[\"']?\\s{0,9}+[:=]\\s{0,9}+[\"']?)[^\\s&;,\"'<>]++"),
          form("(?<keep>\\bbearer\\s++)[\\w.~+/=-]{8,}+"),
          form(
              "(?<keep>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)[\\s\\S]*?(?:(?=-----END )|\\z)"),
          form("(?<keep>)\\beyJ[\\w-]{8,}+\\.[\\w-]{4,}+\\.[\\w-]*+"),
          form("(?<keep>)\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"),
          form("(?<keep>)\\bgh[pousr]_[A-Za-z0-9]{30,}+"));

  private Secrets() {}

  private static Pattern form(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /**
   * Masks secrets.
   *
   * @param text any text
   * @return the text, with *** in the place of each secret that was found
   */
  public static String masked(String text) {
    String masked = text;
    for (Pattern form : FORMS) {
      Matcher matcher = form.matcher(masked);
      if (matcher.find()) {
        masked = matcher.replaceAll("${keep}" + Matcher.quoteReplacement(MASK));
      }
    }
    return masked;
  }
}
