package dev.gonzo.cli.repl;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/**
 * Shows the places in generated classes as places in snippets: line 2 of snippet 3 is {@code
 * (#3:2)}, as in JShell. Works on the text of stacks, trees and warnings.
 */
final class Frames {
  private static final String PREFIX = "REPL.$JShell$";
  private static final Pattern PLACE =
      Pattern.compile(
          "(REPL\\.\\$JShell\\$\\w+)((?:\\$[\\w$]+)?)\\.([\\w$<>]+)"
              + "\\(\\$JShell\\$\\w+\\.java:(\\d+)\\)");

  // What calls a snippet is of no interest below it.
  private static final Pattern CALLERS =
      Pattern.compile("(\\tat \\(#[^)]*\\)\\n)[ \\t]*\\.\\.\\. \\d+ frames? of [^\\n]*\\n");

  /** By class, then by its line. */
  private final Map<String, ConcurrentNavigableMap<Integer, String>> places =
      new ConcurrentHashMap<>();

  /**
   * Notes the places of a snippet. On the thread that evaluates.
   *
   * @param snippet the snippet
   * @param wrapper the class that JShell has made of it
   */
  void learn(Snippet snippet, SnippetWrapper wrapper) {
    String name = wrapper.fullClassName();
    if (name == null) {
      return;
    }
    var lines = places.computeIfAbsent(name, _ -> new ConcurrentSkipListMap<>());
    String source = snippet.source();
    String wrapped = wrapper.wrapped();
    int wrappedLine = 1;
    int counted = 0;
    int sourceLine = 1;
    for (int at = 0; at < source.length(); at++) {
      int position = wrapper.sourceToWrappedPosition(at);
      if (position > 0 && position <= wrapped.length()) {
        if (position < counted) {
          wrappedLine = 1;
          counted = 0;
        }
        for (; counted < position; counted++) {
          wrappedLine += wrapped.charAt(counted) == '\n' ? 1 : 0;
        }
        lines.put(wrappedLine, "#" + snippet.id() + ":" + sourceLine);
      }
      sourceLine += source.charAt(at) == '\n' ? 1 : 0;
    }
  }

  /** {@return the text with places in snippets} Any thread. */
  String translated(String text) {
    if (!text.contains(PREFIX)) {
      return text;
    }
    String translated = PLACE.matcher(text).replaceAll(this::replacement);
    return CALLERS.matcher(translated).replaceAll("$1");
  }

  private String replacement(MatchResult found) {
    return Matcher.quoteReplacement(
        place(found).map(place -> method(found) + "(" + place + ")").orElse(found.group()));
  }

  private Optional<String> place(MatchResult found) {
    var lines = places.get(found.group(1));
    if (lines == null) {
      return Optional.empty();
    }
    // The line before an expression is JShell's, which assigns its value.
    int line = Integer.parseInt(found.group(4));
    var nearest = lines.ceilingEntry(line);
    return Optional.ofNullable(nearest != null ? nearest : lines.lastEntry())
        .map(Map.Entry::getValue);
  }

  /** The name of the method, empty for the code of the snippet itself. */
  private static String method(MatchResult found) {
    String nested = found.group(2).isEmpty() ? "" : found.group(2).substring(1).replace('$', '.');
    String method = found.group(3);
    if (method.equals("do_it$")) {
      return "";
    }
    String name = method.startsWith("lambda$") ? "lambda" : method;
    return (nested.isEmpty() ? name : nested + "." + name) + " ";
  }
}
