package dev.gonzo.codec;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An enum: the place of the constant. The fingerprint has their names, in their order. */
final class EnumForm implements Shape {
  private final Class<?> type;
  private final Object[] constants;
  private final Map<Object, Integer> places = new IdentityHashMap<>();

  EnumForm(Class<?> type) {
    this.type = type;
    this.constants = type.getEnumConstants();
    for (Object constant : constants) {
      places.put(constant, places.size());
    }
  }

  @Override
  public void write(Output output, @Nullable Object value) {
    Integer place = value == null ? null : places.get(value);
    if (place == null) {
      throw new IllegalArgumentException(value + " is no constant of " + type.getName());
    }
    output.unsigned(place);
  }

  @Override
  public Object read(Input input) throws DamagedValueException {
    long place = input.unsigned();
    if (place < 0 || place >= constants.length) {
      throw new DamagedValueException(type.getSimpleName() + " has no constant " + place);
    }
    return constants[(int) place];
  }

  @Override
  public String describe(Set<Shape> described) {
    return Arrays.stream(constants)
        .map(constant -> ((Enum<?>) constant).name())
        .collect(Collectors.joining("|", type.getSimpleName() + "(", ")"));
  }
}
