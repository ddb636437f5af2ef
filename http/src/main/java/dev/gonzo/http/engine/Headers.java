package dev.gonzo.http.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
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
  private static final Headers NONE = new Headers(new Header[0]);

  /** Never changed. An array, because every message is walked through several times. */
  private final Header[] all;

  private Headers(Header[] all) {
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
    var all = new Header[namesAndValues.length / 2];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Header(lowerCase(namesAndValues[2 * i]), namesAndValues[2 * i + 1]);
    }
    return all.length == 0 ? NONE : new Headers(all);
  }

  /**
   * Returns fields.
   *
   * @param headers the fields, in order; copied
   * @return the fields
   */
  public static Headers of(List<Header> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    Header[] all = headers.toArray(new Header[0]);
    for (Header header : all) {
      Objects.requireNonNull(header);
    }
    return new Headers(all);
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
    Header[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = new Header(lowerCase(name), value);
    return new Headers(more);
  }

  /**
   * Returns a copy without the fields of a name.
   *
   * @param name the name, in any case
   * @return the changed copy
   */
  public Headers without(String name) {
    return of(Arrays.stream(all).filter(header -> !header.name().equalsIgnoreCase(name)).toList());
  }

  /** {@return how many fields there are} */
  public int size() {
    return all.length;
  }

  @Override
  public Iterator<Header> iterator() {
    return new Fields(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers headers && Arrays.equals(all, headers.all);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(all);
  }

  @Override
  public String toString() {
    return Arrays.stream(all).map(Header::toString).collect(Collectors.joining("\n"));
  }

  private static final class Fields implements Iterator<Header> {
    private final Header[] all;
    private int next;

    Fields(Header[] all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      return next < all.length;
    }

    @Override
    public Header next() {
      if (next == all.length) {
        throw new NoSuchElementException("there are no more fields");
      }
      return all[next++];
    }
  }
}
