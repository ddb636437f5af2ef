package dev.gonzo.http.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The fields of a message in their order, several of one name included. Immutable. Names are found
 * in any case.
 *
 * <pre>{@code
 * Headers.of("content-type", "text/plain").with("x-request-id", id)
 * }</pre>
 */
public final class Headers implements Iterable<Header> {
  private static final Headers NONE = new Headers(List.of());

  private final List<Header> all;

  private Headers(List<Header> all) {
    this.all = all;
  }

  /** {@return no fields} */
  public static Headers none() {
    return NONE;
  }

  /**
   * Returns fields.
   *
   * @param namesAndValues name, value, name, value...
   * @return the fields
   * @throws IllegalArgumentException if a name or a value is not valid, or a value is missing
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a value is missing for header " + namesAndValues[namesAndValues.length - 1]);
    }
    var all = new ArrayList<Header>(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.add(new Header(lowerCase(namesAndValues[i]), namesAndValues[i + 1]));
    }
    return of(all);
  }

  /**
   * Returns fields.
   *
   * @param headers the fields, in order; copied
   * @return the fields
   */
  public static Headers of(List<Header> headers) {
    return headers.isEmpty() ? NONE : new Headers(List.copyOf(headers));
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the value of the first field of a name; empty if there is none}
   *
   * @param name the name, in any case
   */
  public Optional<String> first(String name) {
    for (Header header : all) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the values of all fields of a name, in order}
   *
   * @param name the name, in any case
   */
  public List<String> all(String name) {
    var values = new ArrayList<String>(0);
    for (Header header : all) {
      if (header.name().equalsIgnoreCase(name)) {
        values.add(header.value());
      }
    }
    return List.copyOf(values);
  }

  /**
   * {@return whether there is a field of a name}
   *
   * @param name the name, in any case
   */
  public boolean has(String name) {
    return first(name).isPresent();
  }

  /**
   * {@return whether a comma-separated list in the fields of a name has an element, in any case}
   *
   * @param name the name, in any case
   * @param element the element, such as {@code close} of {@code connection}
   */
  public boolean lists(String name, String element) {
    for (Header header : all) {
      if (header.name().equalsIgnoreCase(name)) {
        for (String part : header.value().split(",", -1)) {
          if (part.strip().equalsIgnoreCase(element)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Returns a copy with one more field.
   *
   * @param name its name, in any case
   * @param value its value
   * @return the changed copy
   * @throws IllegalArgumentException if the name or the value is not valid
   */
  public Headers with(String name, String value) {
    var more = new ArrayList<Header>(all.size() + 1);
    more.addAll(all);
    more.add(new Header(lowerCase(name), value));
    return of(more);
  }

  /**
   * Returns a copy without the fields of a name.
   *
   * @param name the name, in any case
   * @return the changed copy
   */
  public Headers without(String name) {
    return of(all.stream().filter(header -> !header.name().equalsIgnoreCase(name)).toList());
  }

  /** {@return how many fields there are} */
  public int size() {
    return all.size();
  }

  @Override
  public Iterator<Header> iterator() {
    return all.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers headers && all.equals(headers.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.stream().map(Header::toString).collect(Collectors.joining("\n"));
  }
}
