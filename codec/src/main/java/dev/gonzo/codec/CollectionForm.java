package dev.gonzo.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.SequencedCollection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A list or a set: how many, and each. */
record CollectionForm(Shape element, boolean isSet) implements Shape {
  @Override
  public void write(Output output, @Nullable Object value) {
    var collection = (Collection<?>) value;
    if (collection == null) {
      throw new IllegalArgumentException("null has no form here");
    }
    output.enter();
    output.unsigned(collection.size());
    if (collection instanceof SequencedCollection<?>) {
      collection.forEach(each -> element.write(output, each));
    } else {
      sorted(output, collection);
    }
    output.leave();
  }

  private void sorted(Output output, Collection<?> collection) {
    var parts = new ArrayList<byte[]>(collection.size());
    int before = 0;
    for (Object each : collection) {
      Output part = output.part(before);
      element.write(part, each);
      before += part.length();
      parts.add(part.toBytes());
    }
    parts.sort(Arrays::compareUnsigned);
    parts.forEach(output::raw);
  }

  @Override
  public Object read(Input input) throws DamagedValueException {
    input.enter();
    int count = input.count();
    var list = new ArrayList<@Nullable Object>();
    for (int i = 0; i < count; i++) {
      list.add(element.read(input));
    }
    input.leave();
    if (!isSet) {
      return Collections.unmodifiableList(list);
    }
    var set = new LinkedHashSet<@Nullable Object>(list);
    if (set.size() < count) {
      throw new DamagedValueException("a set has an element twice");
    }
    return Collections.unmodifiableSequencedSet(set);
  }

  @Override
  public String describe(Set<Shape> described) {
    return (isSet ? "Set<" : "List<") + element.describe(described) + ">";
  }
}
