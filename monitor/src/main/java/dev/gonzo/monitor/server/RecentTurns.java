package dev.gonzo.monitor.server;

import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.RunningKernel;
import dev.gonzo.monitor.json.JsonWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last turns of a kernel's tasks, in a ring of fixed size. The kernel writes it and waits for
 * no reader: turns that were overwritten before they were read are counted as lost. It observes the
 * kernel only while a tool asks.
 */
final class RecentTurns implements Activation, AutoCloseable {
  /** How many turns are kept, at 24 bytes each. */
  static final int MOST = 1 << 14;

  /** How many turns an answer has. */
  static final int MOST_ANSWERED = 4_096;

  private static final long UNASKED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RunningKernel kernel;
  private final AtomicReferenceArray<@Nullable Task<?>> tasks = new AtomicReferenceArray<>(MOST);
  private final AtomicLongArray begins = new AtomicLongArray(MOST);
  private final AtomicLongArray ends = new AtomicLongArray(MOST);
  // How many turns were written.
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong busyNanos = new AtomicLong();
  private volatile long askedAtNanos;
  private volatile RunningKernel.@Nullable Observation observation;
  // Kernel thread only.
  private long began;

  RecentTurns(RunningKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void running(Task<?> task) {
    began = System.nanoTime();
  }

  @Override
  public void stopped(Task<?> task, Duration turn) {
    if (began == 0) {
      return;
    }
    long end = System.nanoTime();
    long number = written.getPlain();
    int at = (int) (number & (MOST - 1));
    begins.setPlain(at, began);
    ends.setPlain(at, end);
    tasks.setPlain(at, task);
    written.setRelease(number + 1);
    busyNanos.setRelease(busyNanos.getPlain() + end - began);
    if (end - askedAtNanos > UNASKED_NANOS) {
      close();
    }
  }

  /** The turns after those that were read before. */
  String after(long read) {
    askedAtNanos = System.nanoTime();
    observe();
    long last = written.getAcquire();
    long first = Math.max(read, last - MOST_ANSWERED);
    var json = new JsonWriter().beginObject();
    json.name("now").value(System.nanoTime()).name("busy").value(busyNanos.getAcquire());
    json.name("turns").beginArray();
    Map<Long, String> names = new HashMap<>();
    for (long number = first; number < last; number++) {
      int at = (int) (number & (MOST - 1));
      Task<?> task = tasks.getAcquire(at);
      long begin = begins.getAcquire(at);
      long end = ends.getAcquire(at);
      // The kernel may be about to write the next one over this place.
      if (task != null && written.getAcquire() - number < MOST - 1) {
        json.value(task.id()).value(begin).value(end - begin);
        names.computeIfAbsent(task.id(), _ -> TaskJson.name(task));
      }
    }
    json.endArray().name("names").beginObject();
    names.forEach((id, name) -> json.name(Long.toString(id)).value(name));
    json.endObject().name("next").value(last).name("lost").value(Math.max(0, first - read));
    return json.endObject().toString();
  }

  private synchronized void observe() {
    if (observation == null) {
      observation = kernel.observe(this);
    }
  }

  @Override
  public synchronized void close() {
    if (observation != null) {
      observation.close();
      observation = null;
    }
    // The ring would keep tasks that have ended, and what these refer to.
    for (int i = 0; i < MOST; i++) {
      tasks.setRelease(i, null);
    }
  }
}
