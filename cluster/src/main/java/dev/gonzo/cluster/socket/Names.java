package dev.gonzo.cluster.socket;

import dev.gonzo.cluster.transport.NodeId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of nodes in reports: a peer has chosen them, and a terminal obeys what is in them. */
final class Names {
  private static final int MOST_SHOWN = 400;

  private Names() {}

  static @Nullable String name(@Nullable NodeId node) {
    return node == null ? null : node.name();
  }

  static String of(@Nullable NodeId node) {
    return node == null ? "the other node" : visible(node.name());
  }

  /** Makes a text safe to show in one line, and not longer than one should be. */
  static String line(String text) {
    String some = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    return some.lines().map(Names::visible).reduce("", (one, next) -> one + " " + next).strip();
  }

  /** Replaces what is not a letter, a digit, a space or a usual sign. */
  static String visible(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(each -> {
          boolean plain = (each >= ' ' && each < 0x7f) || Character.isLetterOrDigit(each);
          shown.append(
              plain ? Character.toString(each) : String.format(Locale.ROOT, "\\u{%x}", each));
        });
    return shown.toString();
  }
}
