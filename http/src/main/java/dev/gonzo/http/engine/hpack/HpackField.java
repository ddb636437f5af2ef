package dev.gonzo.http.engine.hpack;

import java.util.Objects;

/**
 * A field as HPACK carries it: any bytes, so that names such as {@code :path} are possible. What a
 * name or a value may consist of is a rule of HTTP, and not checked here.
 *
 * @param name its name, one character for each byte
 * @param value its value, one character for each byte
 * @param neverIndexed whether no hop may keep it in a table, because it is a secret (RFC 7541,
 *     section 7.1.3)
 */
public record HpackField(String name, String value, boolean neverIndexed) {
  /** What an entry counts besides its name and value (RFC 7541, section 4.1). */
  public static final int OVERHEAD = 32;

  /** Creates a field. */
  public HpackField {
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
  }

  /**
   * Creates a field that may be kept in tables.
   *
   * @param name its name
   * @param value its value
   */
  public HpackField(String name, String value) {
    this(name, value, false);
  }

  /** {@return the size that it counts in a table or a list, in bytes: name, value and 32} */
  public int size() {
    return name.length() + value.length() + OVERHEAD;
  }

  @Override
  public String toString() {
    return name + ": " + (neverIndexed ? "(not shown)" : value);
  }
}
