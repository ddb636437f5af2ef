package dev.gonzo.http.engine.hpack;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of an encoder, which finds entries by their fields. */
final class EncoderTable {
  private final DynamicTable table;

  /** For each field and each name, how many entries had been added with its newest one. */
  private final Map<HpackField, Long> byField = new HashMap<>();

  private final Map<String, Long> byName = new HashMap<>();
  private long added;

  EncoderTable(int capacity) {
    table = new DynamicTable(capacity);
  }

  int capacity() {
    return table.capacity();
  }

  int size() {
    return table.size();
  }

  void resize(int bytes) {
    table.resize(bytes);
    evictFor(0);
  }

  int indexOf(HpackField field) {
    return index(byField.get(field));
  }

  int indexOfName(String name) {
    return index(byName.get(name));
  }

  private int index(@Nullable Long number) {
    return number == null ? 0 : StaticTable.LENGTH + 1 + (int) (added - number);
  }

  /** Adds an entry, which fits. */
  void add(HpackField field) {
    evictFor(field.size());
    table.add(field);
    added++;
    byField.put(field, added);
    byName.put(field.name(), added);
  }

  private void evictFor(int bytes) {
    while (table.isOver(bytes)) {
      long number = added - table.count() + 1;
      HpackField field = table.evict();
      byField.remove(field, number);
      byName.remove(field.name(), number);
    }
  }
}
