package dev.gonzo.monitor.json;

/** Writes one JSON value into memory, without line breaks. Not thread-safe. */
public final class JsonWriter {
  private final StringBuilder text = new StringBuilder(256);
  private boolean first = true;

  /** Creates an empty text. */
  public JsonWriter() {}

  /**
   * Begins an object.
   *
   * @return this
   */
  public JsonWriter beginObject() {
    return begin('{');
  }

  /**
   * Ends an object.
   *
   * @return this
   */
  public JsonWriter endObject() {
    return end('}');
  }

  /**
   * Begins an array.
   *
   * @return this
   */
  public JsonWriter beginArray() {
    return begin('[');
  }

  /**
   * Ends an array.
   *
   * @return this
   */
  public JsonWriter endArray() {
    return end(']');
  }

  /**
   * Writes the name of a member; its value follows.
   *
   * @param name the name
   * @return this
   */
  public JsonWriter name(String name) {
    separate();
    string(name);
    text.append(':');
    first = true;
    return this;
  }

  /**
   * Writes a string.
   *
   * @param value any text; an unpaired surrogate becomes U+FFFD
   * @return this
   */
  public JsonWriter value(String value) {
    separate();
    string(value);
    return this;
  }

  /**
   * Writes a number.
   *
   * @param value the number
   * @return this
   */
  public JsonWriter value(long value) {
    separate();
    text.append(value);
    return this;
  }

  /**
   * Writes a truth value.
   *
   * @param value the value
   * @return this
   */
  public JsonWriter value(boolean value) {
    separate();
    text.append(value);
    return this;
  }

  private JsonWriter begin(char bracket) {
    separate();
    text.append(bracket);
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    text.append(bracket);
    first = false;
    return this;
  }

  private void separate() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      if (each == '"' || each == '\\') {
        text.append('\\').append(each);
      } else if (isPlain(each)) {
        text.append(each);
      } else if (isPair(value, i)) {
        text.append(each).append(value.charAt(++i));
      } else {
        text.append(Character.isSurrogate(each) ? "\\ufffd" : "\\u%04x".formatted((int) each));
      }
    }
    text.append('"');
  }

  private static boolean isPlain(char each) {
    // U+2028 and U+2029 would end a line of JavaScript.
    return each >= ' '
        && !Character.isSurrogate(each)
        && (each < 0x7f || each > 0x9f)
        && each != '\u2028'
        && each != '\u2029';
  }

  private static boolean isPair(String value, int at) {
    return at + 1 < value.length()
        && Character.isSurrogatePair(value.charAt(at), value.charAt(at + 1));
  }

  /** {@return what was written} */
  @Override
  public String toString() {
    return text.toString();
  }
}
