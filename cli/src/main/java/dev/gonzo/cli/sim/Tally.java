package dev.gonzo.cli.sim;

import dev.gonzo.sim.world.CombinedHash;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Deals seeds to the workers, and adds up their results in the order of the seeds: so that it does
 * not matter which worker was faster. Any thread may use it.
 */
final class Tally {
  /** How far a worker may be ahead of the slowest one, so that few results have to wait. */
  private static final long MOST_AHEAD = 10_000;

  private static final int MOST_AT_ONCE = 32;
  private static final int MOST_LEAKS = 20;
  private static final int MOST_SORTS = 20;

  private final Request request;
  private final Sample sample;
  private final Progress progress;
  // Guarded by this, as all below.
  private final Map<Long, Result> waiting = new TreeMap<>();
  private final Map<Long, String> sampled = new LinkedHashMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Sort> sorts = new LinkedHashMap<>();
  private final Set<String> leaks = new LinkedHashSet<>();
  private final CombinedHash history = new CombinedHash();
  private long dealt;
  private long tried;
  private long failed;
  private double nanos;
  private long lowestFailure = Long.MAX_VALUE;
  private @Nullable Result different;
  private boolean isStopped;

  /**
   * Failures with something in common.
   *
   * @param first the one with the lowest seed
   * @param count how many there are
   */
  record Sort(Result first, long count) {}

  Tally(Request request, Sample sample, Progress progress) {
    this.request = request;
    this.sample = sample;
    this.progress = progress;
    this.dealt = request.first();
  }

  // ---------------------------------------------------------------- for the workers

  /** How many seeds a worker gets at once. */
  int atOnce() {
    return Math.clamp(request.count() / (4L * request.jobs()), 1, MOST_AT_ONCE);
  }

  /** The first of the next seeds for a worker; empty if there are none. Waits if it is too soon. */
  synchronized OptionalLong next() throws InterruptedException {
    while (!isOver() && dealt - frontier() > MOST_AHEAD) {
      wait();
    }
    if (isOver()) {
      return OptionalLong.empty();
    }
    long from = dealt;
    dealt += atOnce();
    return OptionalLong.of(from);
  }

  private boolean isOver() {
    return isStopped || dealt > Math.min(request.last(), lowestFailure);
  }

  /** The first seed whose result has not been added up. */
  private long frontier() {
    return request.first() + tried;
  }

  /** Deals nothing more. */
  synchronized void stop() {
    isStopped = true;
    notifyAll();
  }

  synchronized boolean isStopped() {
    return isStopped;
  }

  synchronized void add(Result result) {
    if (!request.goesOn() && (result.failed().isPresent() || result.differs())) {
      lowestFailure = Math.min(lowestFailure, result.seed());
    }
    waiting.put(result.seed(), result);
    for (Result next; (next = nextWaiting()) != null; ) {
      addUp(next);
    }
    notifyAll();
    progress.show(tried, failed);
  }

  private @Nullable Result nextWaiting() {
    return frontier() <= lowestFailure ? waiting.remove(frontier()) : null;
  }

  private void addUp(Result result) {
    tried++;
    history.add(result.history());
    nanos += result.nanos();
    result.faults().forEach((kind, count) -> faults.merge(kind, count, Long::sum));
    result.leaks().stream().limit(MOST_LEAKS - leaks.size()).forEach(leaks::add);
    if (sample.has(result.seed()) && !result.isLost()) {
      sampled.put(result.seed(), result.history());
    }
    if (result.differs() && different == null) {
      different = result;
    }
    if (result.failed().isPresent()) {
      failed++;
      String sort = result.failed().get().sort();
      Sort known = sorts.get(sort);
      if (known != null) {
        sorts.put(sort, new Sort(known.first(), known.count() + 1));
      } else if (sorts.size() < MOST_SORTS) {
        sorts.put(sort, new Sort(result, 1));
      }
    }
  }

  // ---------------------------------------------------------------- for the report

  /** How many seeds were tried: up to the first that has failed, unless all were to be. */
  synchronized long tried() {
    return tried;
  }

  synchronized long failed() {
    return failed;
  }

  /** The failures, by what they have in common, in the order of their first seeds. */
  synchronized Map<String, Sort> sorts() {
    return new LinkedHashMap<>(sorts);
  }

  /** The first seed that had two histories in one JVM; null if none had. */
  synchronized @Nullable Result different() {
    return different;
  }

  /** How much simulated time has passed, in seconds. */
  synchronized double seconds() {
    return nanos / 1e9;
  }

  /** How often each kind of fault was injected. */
  synchronized Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }

  /** What the program did that may differ from JVM to JVM. */
  synchronized Set<String> leaks() {
    return new LinkedHashSet<>(leaks);
  }

  /** The histories of the seeds that are tried in a second JVM too. */
  synchronized Map<Long, String> sampled() {
    return new LinkedHashMap<>(sampled);
  }

  /** The hash of all histories. */
  synchronized String history() {
    return history.toString();
  }
}
