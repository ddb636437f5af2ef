package dev.gonzo.monitor.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON value, of whole numbers and without {@code null}, as the protocol has them. The
 * text may come from another program: nesting is limited, and anything unexpected is refused.
 */
public final class JsonReader {
  private static final int MOST_NESTED = 16;

  private final String text;
  private int position;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads an object.
   *
   * @param text the whole text
   * @return its members; the values are String, Long, Boolean, List and Map
   * @throws IllegalArgumentException if it is not one object
   */
  public static JsonObject object(String text) {
    var reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.skipSpace();
    if (reader.position < text.length()) {
      throw reader.refused();
    }
    return new JsonObject(value);
  }

  private Object value(int depth) {
    if (depth > MOST_NESTED) {
      throw refused();
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> elements(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      default -> number();
    };
  }

  private Map<String, Object> members(int depth) {
    var members = new LinkedHashMap<String, Object>();
    position++;
    if (isNext('}')) {
      return members;
    }
    do {
      skipSpace();
      String name = string();
      if (!isNext(':')) {
        throw refused();
      }
      members.put(name, value(depth + 1));
    } while (isNext(','));
    if (!isNext('}')) {
      throw refused();
    }
    return members;
  }

  private List<Object> elements(int depth) {
    var elements = new ArrayList<Object>();
    position++;
    if (isNext(']')) {
      return elements;
    }
    do {
      elements.add(value(depth + 1));
    } while (isNext(','));
    if (!isNext(']')) {
      throw refused();
    }
    return elements;
  }

  private String string() {
    if (peek() != '"') {
      throw refused();
    }
    position++;
    var read = new StringBuilder();
    for (char each = take(); each != '"'; each = take()) {
      if (each < ' ') {
        throw refused();
      }
      read.append(each == '\\' ? escaped() : each);
    }
    return read.toString();
  }

  private char escaped() {
    char each = take();
    return switch (each) {
      case '"', '\\', '/' -> each;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int unit = 0;
        for (int digit = 0; digit < 4; digit++) {
          int value = Character.digit(take(), 16);
          if (value < 0) {
            throw refused();
          }
          unit = unit << 4 | value;
        }
        yield (char) unit;
      }
      default -> throw refused();
    };
  }

  private Long number() {
    int begin = position;
    while (position < text.length() && "+-0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    try {
      return Long.valueOf(text.substring(begin, position));
    } catch (NumberFormatException none) {
      throw refused();
    }
  }

  private Boolean word(String word, boolean value) {
    if (!text.startsWith(word, position)) {
      throw refused();
    }
    position += word.length();
    return value;
  }

  private boolean isNext(char wanted) {
    skipSpace();
    boolean is = peek() == wanted;
    if (is) {
      position++;
    }
    return is;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private char take() {
    if (position >= text.length()) {
      throw refused();
    }
    return text.charAt(position++);
  }

  private IllegalArgumentException refused() {
    return new IllegalArgumentException("unexpected JSON at character " + position);
  }
}
