package dev.gonzo.monitor.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object that was read; a member that is missing has a default. */
public final class JsonObject {
  private final Map<?, ?> members;

  JsonObject(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("a JSON object is expected");
    }
    this.members = map;
  }

  /**
   * {@return whether there is a member}
   *
   * @param name its name
   */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /**
   * {@return a string; empty if there is none}
   *
   * @param name the name of the member
   */
  public String text(String name) {
    return typed(name, String.class).orElse("");
  }

  /**
   * {@return a number}
   *
   * @param name the name of the member
   * @param otherwise the number if there is none
   */
  public long number(String name, long otherwise) {
    return typed(name, Long.class).orElse(otherwise);
  }

  /**
   * {@return a truth value; false if there is none}
   *
   * @param name the name of the member
   */
  public boolean is(String name) {
    return typed(name, Boolean.class).orElse(false);
  }

  /**
   * {@return the objects of an array; none if there is no array}
   *
   * @param name the name of the member
   * @throws IllegalArgumentException if an element is something else
   */
  public List<JsonObject> objects(String name) {
    return elements(name).stream().map(JsonObject::new).toList();
  }

  /**
   * {@return the numbers of an array; none if there is no array}
   *
   * @param name the name of the member
   * @throws IllegalArgumentException if an element is something else
   */
  public List<Long> numbers(String name) {
    return elements(name).stream().map(each -> cast(each, Long.class)).toList();
  }

  /**
   * {@return the strings of an array; none if there is no array}
   *
   * @param name the name of the member
   * @throws IllegalArgumentException if an element is something else
   */
  public List<String> texts(String name) {
    return elements(name).stream().map(each -> cast(each, String.class)).toList();
  }

  private List<?> elements(String name) {
    return typed(name, List.class).orElse(List.of());
  }

  private <T> Optional<T> typed(String name, Class<T> type) {
    return Optional.ofNullable(members.get(name)).map(value -> cast(value, type));
  }

  private static <T> T cast(Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("a " + type.getSimpleName() + " is expected in JSON");
    }
    return type.cast(value);
  }
}
