package dev.gonzo.http.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pattern of a route, such as {@code /orders/{id}/{rest...}}.
 *
 * @param text the pattern as it was written
 * @param segments literal segments, and null for each that is a parameter; without the tail
 * @param names the names of the parameters, in order, the tail's included
 * @param hasTail whether the last parameter takes the rest of the path
 */
record RoutePattern(
    String text, List<@Nullable String> segments, List<String> names, boolean hasTail) {

  static RoutePattern parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a pattern begins with a slash, got \"" + text + '"');
    }
    var segments = new ArrayList<@Nullable String>();
    var names = new ArrayList<String>();
    boolean hasTail = false;
    String[] parts = text.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      boolean isLast = i == parts.length - 1;
      if (part.isEmpty() && !isLast) {
        throw new IllegalArgumentException("a pattern has no empty segments, got " + text);
      }
      if (part.startsWith("{") && part.endsWith("}")) {
        String name = part.substring(1, part.length() - 1);
        if (name.endsWith("...")) {
          if (!isLast) {
            throw new IllegalArgumentException(part + " must be the last segment of " + text);
          }
          hasTail = true;
          name = name.substring(0, name.length() - 3);
        } else {
          segments.add(null);
        }
        names.add(requireName(name, text));
      } else {
        segments.add(requireLiteral(part, text));
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("a name is there twice in " + text);
    }
    return new RoutePattern(text, segments, List.copyOf(names), hasTail);
  }

  private static String requireName(String name, String text) {
    if (name.isEmpty() || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
      throw new IllegalArgumentException("a parameter needs a name, such as {id}, in " + text);
    }
    return name;
  }

  private static String requireLiteral(String part, String text) {
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "a parameter is a whole segment, such as /{id}/, not a part of one as in " + text);
    }
    if (part.equals(".") || part.equals("..")) {
      throw new IllegalArgumentException("no request has . or .. in its path, so " + text);
    }
    return part;
  }

  /** Whether it has no parameters, so that one path matches. */
  boolean isLiteral() {
    return names.isEmpty();
  }
}
