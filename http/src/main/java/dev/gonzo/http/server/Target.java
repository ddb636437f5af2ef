package dev.gonzo.http.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The target of a request, decoded when it is asked for. */
final class Target {
  private final String rawPath;
  private final String rawQuery;
  private @Nullable String path;

  Target(String target) {
    int question = target.indexOf('?');
    rawPath = question < 0 ? target : target.substring(0, question);
    rawQuery = question < 0 ? "" : target.substring(question + 1);
  }

  String path() {
    if (path == null) {
      // A plus is a space in a query only.
      path = rawPath.indexOf('%') < 0 ? rawPath : decode(rawPath.replace("+", "%2B"));
    }
    return path;
  }

  List<String> query(String name) {
    if (rawQuery.isEmpty()) {
      return List.of();
    }
    var values = new ArrayList<String>(1);
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decode(key).equals(name)) {
        values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
