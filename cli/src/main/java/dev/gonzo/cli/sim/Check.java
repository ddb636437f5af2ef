package dev.gonzo.cli.sim;

import dev.gonzo.cli.history.FirstDifference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries the sample of the seeds in a second JVM, and finds out where histories differ. */
final class Check {
  private static final int MOST_TRACES = 5;

  private final Workers workers;
  private final Rules rules;
  private final Progress progress;

  /**
   * A seed with two histories.
   *
   * @param seed the seed
   * @param where which of its runs were different
   * @param first the first event that differs; empty if it did not happen again
   */
  record Different(long seed, String where, Optional<FirstDifference> first) {}

  Check(Workers workers, Rules rules, Progress progress) {
    this.workers = workers;
    this.rules = rules;
    this.progress = progress;
  }

  /** Tries the sample; empty if each seed has the same history again. */
  Optional<Different> inSecondJvm(Map<Long, String> sampled)
      throws IOException, WorkerLostException, InterruptedException {
    if (sampled.isEmpty()) {
      return Optional.empty();
    }
    Worker worker = workers.startDifferently();
    try {
      int count = 0;
      for (var seed : sampled.entrySet()) {
        Result result = worker.run(Task.seed(seed.getKey(), rules));
        if (!result.history().equals(seed.getValue())) {
          return Optional.of(explain(seed.getKey(), "in a second JVM"));
        }
        progress.check(++count, sampled.size());
      }
      return Optional.empty();
    } finally {
      workers.end(worker);
    }
  }

  /** Finds the first event that differs between runs of a seed. */
  Different explain(long seed, String where)
      throws IOException, WorkerLostException, InterruptedException {
    Worker usual = workers.start();
    Worker different = null;
    try {
      different = workers.startDifferently();
      Path first = trace(usual, seed, 0);
      FirstDifference found = compared(first, trace(different, seed, 1));
      for (int i = 2; found == null && i < MOST_TRACES; i++) {
        found = compared(first, trace(usual, seed, i));
      }
      return new Different(seed, where, Optional.ofNullable(found));
    } finally {
      workers.end(usual);
      if (different != null) {
        workers.end(different);
      }
    }
  }

  private Path trace(Worker worker, long seed, int number)
      throws WorkerLostException, InterruptedException {
    Path file = workers.directory().resolve("trace" + number);
    Result _ = worker.run(Task.seed(seed, rules).withTrace(file.toString()));
    return file;
  }

  private static @Nullable FirstDifference compared(Path one, Path other) throws IOException {
    return FirstDifference.between(one, other).orElse(null);
  }
}
