package dev.gonzo.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map: how many, and each key with its value. */
record MapForm(Shape key, Shape value) implements Shape {
  @Override
  public void write(Output output, @Nullable Object object) {
    var map = (Map<?, ?>) object;
    if (map == null) {
      throw new IllegalArgumentException("null has no form here");
    }
    output.enter();
    output.unsigned(map.size());
    if (map instanceof SequencedMap<?, ?>) {
      map.forEach((each, its) -> writeEntry(output, each, its));
    } else {
      var parts = new ArrayList<byte[]>(map.size());
      int before = 0;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Output part = output.part(before);
        writeEntry(part, entry.getKey(), entry.getValue());
        before += part.length();
        parts.add(part.toBytes());
      }
      parts.sort(Arrays::compareUnsigned);
      parts.forEach(output::raw);
    }
    output.leave();
  }

  private void writeEntry(Output output, @Nullable Object each, @Nullable Object its) {
    key.write(output, each);
    value.write(output, its);
  }

  @Override
  public Object read(Input input) throws DamagedValueException {
    input.enter();
    int count = input.count();
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    for (int i = 0; i < count; i++) {
      Object each = key.read(input);
      map.put(each, value.read(input));
    }
    input.leave();
    if (map.size() < count) {
      throw new DamagedValueException("a map has a key twice");
    }
    return Collections.unmodifiableSequencedMap(map);
  }

  @Override
  public String describe(Set<Shape> described) {
    return "Map<" + key.describe(described) + "," + value.describe(described) + ">";
  }
}
