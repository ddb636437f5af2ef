package dev.gonzo.cli.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lets several workers try the seeds. */
final class Search {
  /** A program that ends its JVM will do so again and again. */
  private static final int MOST_LOST = 5;

  private final Request request;
  private final Workers workers;
  private final Tally tally;
  private final Sample sample;
  private final WantedTrace traces;
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable WorkerLostException> interrupt = new AtomicReference<>();

  Search(Request request, Workers workers, Tally tally, Sample sample, WantedTrace traces) {
    this.request = request;
    this.workers = workers;
    this.tally = tally;
    this.sample = sample;
    this.traces = traces;
  }

  /**
   * Tries all seeds; or, unless it is to go on, all up to the first that fails.
   *
   * @return whether it came to its end, and was not interrupted
   * @throws IOException if a worker cannot be started
   */
  boolean run() throws IOException, InterruptedException {
    List<Thread> jobs = new ArrayList<>();
    long most = (request.count() + tally.atOnce() - 1) / tally.atOnce();
    for (int i = 0; i < Math.min(request.jobs(), most); i++) {
      jobs.add(Thread.ofPlatform().name("gonzo-sim-job-" + i).start(this::job));
    }
    for (Thread job : jobs) {
      job.join();
    }
    IOException noWorker = failure.get();
    if (noWorker != null) {
      throw noWorker;
    }
    return interrupt.get() == null;
  }

  private void job() {
    Worker worker = null;
    int lost = 0;
    try {
      while (true) {
        OptionalLong next = tally.next();
        if (next.isEmpty()) {
          return;
        }
        long from = next.getAsLong();
        long end = Math.min(from + tally.atOnce(), request.last() + 1);
        while (from < end && lost <= MOST_LOST) {
          if (worker == null) {
            worker = workers.start();
          }
          try {
            worker.run(task(from, (int) (end - from)), tally::add);
            from = end;
            if (worker.isUsedUp()) {
              workers.end(worker);
              worker = null;
            }
          } catch (WorkerLostException gone) {
            workers.end(worker);
            worker = null;
            if (gone.isInterrupt()) {
              interrupt.set(gone);
              tally.stop();
              return;
            }
            tally.add(Result.lost(gone.seed(), gone.reason()));
            from = gone.seed() + 1;
            lost++;
          }
        }
        if (lost > MOST_LOST) {
          tally.stop();
        }
      }
    } catch (IOException noWorker) {
      failure.set(noWorker);
      tally.stop();
    } catch (InterruptedException wanted) {
      tally.stop();
    } finally {
      if (worker != null) {
        workers.end(worker);
      }
    }
  }

  private Task task(long from, int size) {
    Task task = Task.seeds(from, size, sample.of(from, size), request.rules());
    return request.isOne() ? traces.of(task.shown()) : task;
  }
}
