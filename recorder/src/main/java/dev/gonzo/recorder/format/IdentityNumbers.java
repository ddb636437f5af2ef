package dev.gonzo.recorder.format;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Numbers objects by their identity, and lets go of those that nothing else refers to: a recorder
 * must not keep what its program has dropped. One thread uses it.
 */
final class IdentityNumbers {
  private static final class Entry extends WeakReference<Object> {
    private final int hash;
    private final long number;
    private @Nullable Entry next;

    Entry(Object object, int hash, long number, ReferenceQueue<Object> dropped) {
      super(object, dropped);
      this.hash = hash;
      this.number = number;
    }
  }

  private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();
  private @Nullable Entry[] buckets = new Entry[64];
  private int size;
  private long next;

  /**
   * Creates it without objects.
   *
   * @param first the first number, not negative
   */
  IdentityNumbers(long first) {
    this.next = first;
  }

  /** Gives an object the next number, or returns the one that it has. */
  long add(Object object) {
    long present = of(object);
    return present >= 0 ? present : addAgain(object);
  }

  /** Gives an object the next number, even if it has one. */
  long addAgain(Object object) {
    return put(object, next++);
  }

  /** Gives an object a certain number. */
  long put(Object object, long number) {
    removeDropped();
    if (size > buckets.length) {
      grow();
    }
    int hash = System.identityHashCode(object);
    var entry = new Entry(object, hash, number, dropped);
    int bucket = hash & (buckets.length - 1);
    entry.next = buckets[bucket];
    buckets[bucket] = entry;
    size++;
    return number;
  }

  /** The number of an object; -1 if it has none. */
  long of(Object object) {
    int hash = System.identityHashCode(object);
    for (Entry entry = buckets[hash & (buckets.length - 1)]; entry != null; entry = entry.next) {
      if (entry.refersTo(object)) {
        return entry.number;
      }
    }
    return -1;
  }

  int size() {
    return size;
  }

  private void grow() {
    @Nullable Entry[] before = buckets;
    buckets = new Entry[before.length * 2];
    for (Entry first : before) {
      Entry entry = first;
      while (entry != null) {
        Entry next = entry.next;
        int bucket = entry.hash & (buckets.length - 1);
        entry.next = buckets[bucket];
        buckets[bucket] = entry;
        entry = next;
      }
    }
  }

  private void removeDropped() {
    for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      remove((Entry) gone);
    }
  }

  private void remove(Entry gone) {
    int bucket = gone.hash & (buckets.length - 1);
    Entry before = null;
    for (Entry entry = buckets[bucket]; entry != null; entry = entry.next) {
      if (entry == gone) {
        if (before == null) {
          buckets[bucket] = gone.next;
        } else {
          before.next = gone.next;
        }
        size--;
        return;
      }
      before = entry;
    }
  }
}
