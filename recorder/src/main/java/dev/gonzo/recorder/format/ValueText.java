package dev.gonzo.recorder.format;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decoded values as text for a person: short, and with the contents of arrays. */
final class ValueText {
  private static final int MOST_CHARACTERS = 2_000;
  private static final int MOST_ELEMENTS = 100;

  private ValueText() {}

  static String of(@Nullable Object value) {
    String text = full(value);
    return text.length() <= MOST_CHARACTERS
        ? text
        : text.substring(0, MOST_CHARACTERS) + "… (" + text.length() + " characters)";
  }

  private static String full(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "\"" + text + "\"";
      case byte[] bytes -> bytes(bytes);
      case Optional<?> optional -> optional.map(ValueText::full).orElse("none");
      case Collection<?> elements ->
          elements.stream()
              .limit(MOST_ELEMENTS)
              .map(ValueText::full)
              .collect(Collectors.joining(", ", "[", rest(elements.size()) + "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .limit(MOST_ELEMENTS)
              .map(ValueText::full)
              .collect(Collectors.joining(", ", "{", rest(map.size()) + "}"));
      case Map.Entry<?, ?> entry ->
          name(entry.getKey())
              + (entry.getValue() instanceof Collection<?> ? "" : "=")
              + full(entry.getValue());
      default -> String.valueOf(value);
    };
  }

  private static String name(@Nullable Object key) {
    return Objects.toString(key);
  }

  private static String rest(int size) {
    return size > MOST_ELEMENTS ? ", … (" + size + ")" : "";
  }

  /** Bytes that were received: as text if they are, because most protocols are. */
  static String bytes(byte[] bytes) {
    int shown = Math.min(bytes.length, MOST_CHARACTERS);
    return bytes.length + " bytes \"" + new String(bytes, 0, shown, StandardCharsets.UTF_8) + "\"";
  }
}
