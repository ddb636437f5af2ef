package dev.gonzo.cli.history;

import java.util.Arrays;

/** A list of numbers that grows. */
final class Numbers {
  private static final int FIRST = 1_024;

  private long[] values = new long[FIRST];
  private int size;

  void add(long... more) {
    if (size + more.length > values.length) {
      values = Arrays.copyOf(values, values.length * 2);
    }
    System.arraycopy(more, 0, values, size, more.length);
    size += more.length;
  }

  long get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }
}
