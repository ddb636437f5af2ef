package dev.gonzo.cli.replay;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.CharValue;
import com.sun.jdi.ClassType;
import com.sun.jdi.Field;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.PrimitiveValue;
import com.sun.jdi.StringReference;
import com.sun.jdi.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows values of the JVM that replays. Only fields are read: no code of the program runs for it,
 * since that could change what is replayed. Depth, width and length are bounded.
 */
final class Values {
  private static final int DEEPEST = 3;
  private static final int WIDEST = 16;
  private static final int LONGEST = 200;

  private final Secrets secrets;

  Values(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * {@return a value on one line}
   *
   * @param name the name of the variable, which may say that it is a secret
   */
  String show(String name, @Nullable Value value) {
    return show(name, value, 0);
  }

  /**
   * {@return a value among others: of the program's objects their fields, of others their class}
   */
  String showBriefly(String name, @Nullable Value value) {
    return show(name, value, 1);
  }

  /**
   * {@return the value of an expression on one line} A part of a secret is one, too, even a number.
   */
  String show(Expression expression, @Nullable Value value) {
    return isInSecret(expression) ? secrets.mask() : show(expression.lastName(), value);
  }

  /** Whether an expression is a part of a variable that is not shown. */
  boolean isInSecret(Expression expression) {
    return expression.enclosing().stream().anyMatch(secrets::isSecret);
  }

  private String show(String name, @Nullable Value value, int depth) {
    if (value != null && secrets.isSecret(name) && !(value instanceof PrimitiveValue)) {
      return secrets.mask();
    }
    return switch (value) {
      case null -> "null";
      case CharValue c -> "'" + Text.line(String.valueOf(c.value())) + "'";
      case PrimitiveValue primitive -> primitive.toString();
      case StringReference string -> Text.quoted(secrets.redact(string.value()), LONGEST);
      case ArrayReference array -> array(array, depth);
      case ObjectReference object -> object(object, depth);
      default -> Text.line(value.toString());
    };
  }

  private String array(ArrayReference array, int depth) {
    String type = array.referenceType().name();
    String header = simple(type.substring(0, type.indexOf('['))) + "[" + array.length() + "]";
    if (type.equals("byte[]")) {
      return header + " " + bytes(array);
    }
    return depth >= DEEPEST
        ? header
        : header + " " + elements(elements(array), array.length(), depth);
  }

  private static List<@Nullable Value> elements(ArrayReference array) {
    int count = Math.min(array.length(), WIDEST);
    // A copy, because its elements may be null, which JDI does not declare.
    return count == 0 ? new ArrayList<>() : new ArrayList<>(array.getValues(0, count));
  }

  /** Bytes are usually text, or begin with some. */
  private String bytes(ArrayReference array) {
    int count = Math.min(array.length(), LONGEST);
    if (count == 0) {
      return "\"\"";
    }
    var text = new StringBuilder();
    for (Value value : array.getValues(0, count)) {
      text.append((char) (((PrimitiveValue) value).byteValue() & 0xff));
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--; // what was not written yet
    }
    String shown = Text.quoted(secrets.redact(text.substring(0, end)), LONGEST);
    return array.length() > count ? shown + "..." : shown;
  }

  private String elements(List<@Nullable Value> values, int size, int depth) {
    List<String> shown = new ArrayList<>();
    for (Value value : values) {
      shown.add(show("", value, depth + 1));
    }
    if (size > values.size()) {
      shown.add("... " + (size - values.size()) + " more");
    }
    return shown.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  private String object(ObjectReference object, int depth) {
    String type = object.referenceType().name();
    var known = KnownObjects.of(object);
    if (known.isPresent()) {
      return switch (known.get()) {
        case KnownObjects.Single(@Nullable Value value) -> show("", value, depth);
        case KnownObjects.Word(String text) -> Text.line(secrets.redact(text));
        case KnownObjects.Several(List<@Nullable Value> values, int size) ->
            kind(type)
                + "("
                + size
                + ")"
                + (depth >= DEEPEST ? "" : " " + elements(cut(values), size, depth));
        case KnownObjects.Pairs(
                List<Map.Entry<@Nullable Value, @Nullable Value>> pairs,
                int size) ->
            kind(type)
                + "("
                + size
                + ")"
                + (depth >= DEEPEST ? "" : " " + pairs(pairs, size, depth));
      };
    }
    String header = simple(type);
    return depth >= DEEPEST || (depth > 0 && Frames.isOfLibrary(type))
        ? header + "#" + object.uniqueID()
        : header + fields(object, depth);
  }

  private static <T extends @Nullable Object> List<T> cut(List<T> values) {
    return values.size() > WIDEST ? values.subList(0, WIDEST) : values;
  }

  private String pairs(
      List<Map.Entry<@Nullable Value, @Nullable Value>> pairs, int size, int depth) {
    List<String> shown = new ArrayList<>();
    for (var pair : cut(pairs)) {
      String key = show("", pair.getKey(), depth + 1);
      shown.add(key + "=" + show(key, pair.getValue(), depth + 1));
    }
    if (size > shown.size()) {
      shown.add("... " + (size - shown.size()) + " more");
    }
    return shown.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  private String fields(ObjectReference object, int depth) {
    if (!(object.referenceType() instanceof ClassType type)) {
      return "";
    }
    List<Field> fields =
        type.allFields().stream().filter(f -> !f.isStatic() && !f.isSynthetic()).toList();
    if (fields.isEmpty()) {
      return "{}";
    }
    List<String> shown = new ArrayList<>();
    Map<Field, Value> values = object.getValues(cut(fields));
    for (Field field : cut(fields)) {
      shown.add(field.name() + "=" + show(field.name(), values.get(field), depth + 1));
    }
    if (fields.size() > shown.size()) {
      shown.add("... " + (fields.size() - shown.size()) + " more");
    }
    return shown.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  /** {@return the name of a collection's class as users know it} */
  private static String kind(String type) {
    return simple(type).replaceFirst("^ImmutableCollections\\.(List|Map).*", "$1");
  }

  /** {@return the name of a class without its package} */
  static String simple(String type) {
    String name = type.substring(type.lastIndexOf('.') + 1);
    int hidden = name.indexOf("$$Lambda");
    return hidden >= 0 ? name.substring(0, hidden) + "'s lambda" : name.replace('$', '.');
  }
}
