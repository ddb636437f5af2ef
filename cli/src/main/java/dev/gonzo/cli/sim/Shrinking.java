package dev.gonzo.cli.sim;

import dev.gonzo.sim.search.Shrinker;
import dev.gonzo.sim.search.Shrinker.Shrunk;
import dev.gonzo.sim.world.Decision;
import dev.gonzo.sim.world.Plan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shrinks the history of a seed that has failed, by runs in a worker. */
final class Shrinking implements AutoCloseable {
  /** A program that hangs without some decision would hang again and again. */
  private static final int MOST_LOST = 5;

  private final Workers workers;
  private final Rules rules;
  private final Progress progress;
  private final long seed;
  private final String sort;
  private final int mostRuns;
  private @Nullable Worker worker;
  private @Nullable Result first;
  private @Nullable Result last;
  private int runs;
  private int lost;

  /** Why no further run can be made. */
  static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1;

    StoppedException(Exception cause) {
      super(cause);
    }
  }

  /**
   * A history that was shrunk.
   *
   * @param shrunk the decisions
   * @param before the result with all of them
   * @param after the result with those that are left
   */
  record Ended(Shrunk shrunk, Result before, Result after) {
    /** The lines of the plan that gives the shrunk history. */
    List<String> lines() {
      return Plan.only(shrunk.after()).lines();
    }
  }

  Shrinking(
      Workers workers, Rules rules, Progress progress, long seed, Failed failed, int mostRuns) {
    this.workers = workers;
    this.rules = rules;
    this.progress = progress;
    this.seed = seed;
    this.sort = failed.sort();
    this.mostRuns = mostRuns;
  }

  /**
   * Shrinks it.
   *
   * @return what is left; empty if the failure did not come again
   * @throws StoppedException if a worker cannot be started, or the user has interrupted it
   */
  Optional<Ended> run() throws StoppedException {
    Optional<Shrunk> shrunk = Shrinker.<StoppedException>shrink(this::fails, mostRuns);
    if (shrunk.isEmpty() || first == null || last == null) {
      return Optional.empty();
    }
    return Optional.of(new Ended(shrunk.get(), first, last));
  }

  /** Which decisions take effect if it fails with the same sort of failure. */
  private Optional<List<Decision>> fails(Plan plan) throws StoppedException {
    if (lost >= MOST_LOST) {
      return Optional.empty();
    }
    progress.shrink(++runs, mostRuns);
    Task task = Task.seed(seed, rules);
    Result result = result(plan == Plan.recorded() ? task.recorded() : task.withPlan(plan.lines()));
    if (result == null || !result.failed().map(Failed::sort).equals(Optional.of(sort))) {
      return Optional.empty();
    }
    if (first == null) {
      first = result;
    }
    last = result;
    return Optional.of(result.decisions());
  }

  /** Null if the worker was lost: that is another failure. */
  private @Nullable Result result(Task task) throws StoppedException {
    Worker mine = worker;
    try {
      if (mine == null) {
        mine = workers.start();
        worker = mine;
      }
      return mine.run(task);
    } catch (WorkerLostException gone) {
      close();
      if (gone.isInterrupt()) {
        throw new StoppedException(gone);
      }
      lost++;
      return null;
    } catch (IOException | InterruptedException stopped) {
      throw new StoppedException(stopped);
    }
  }

  @Override
  public void close() {
    if (worker != null) {
      workers.end(worker);
      worker = null;
    }
  }
}
