package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

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
      path = rawPath.indexOf('%') < 0 ? rawPath : decode(rawPath);
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
      if (decodeParameter(key).equals(name)) {
        values.add(equals < 0 ? "" : decodeParameter(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  /** A plus is a space in a query only, as forms send it. */
  private static String decodeParameter(String text) {
    return decode(text.replace('+', ' '));
  }

  /**
   * Decodes as browsers do (WHATWG, URL, "percent-decode"), because nothing a client sends may make
   * an accessor throw: a percent sign without two digits stays, and what is not UTF-8 becomes
   * U+FFFD.
   */
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        bytes[length++] = bytes[i];
      } else {
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      }
    }
    return new String(bytes, 0, length, UTF_8);
  }
}
