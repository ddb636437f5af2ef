package dev.gonzo.http.engine;

import java.util.Objects;

/**
 * A field of a message.
 *
 * @param name its name, in lower case
 * @param value its value, one character for each byte, without spaces at its ends
 */
public record Header(String name, String value) {
  /**
   * Creates a field.
   *
   * @throws IllegalArgumentException if the name is no token in lower case, or if the value has a
   *     line break or a NUL, or spaces at its ends
   */
  public Header {
    HeaderSyntax.requireName(Objects.requireNonNull(name));
    HeaderSyntax.requireValue(name, Objects.requireNonNull(value));
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
