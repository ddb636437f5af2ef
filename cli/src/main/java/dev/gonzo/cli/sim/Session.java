package dev.gonzo.cli.sim;

import dev.gonzo.cli.sim.Check.Different;
import dev.gonzo.cli.sim.Shrinking.Ended;
import dev.gonzo.cli.sim.Shrinking.StoppedException;
import dev.gonzo.cli.sim.Tally.Sort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** One call of {@code gonzo sim}: tries seeds, checks that each has one history, and reports. */
public final class Session {
  /** The status if nothing has failed. */
  static final int FINE = 0;

  /** The status if something has failed. */
  static final int FAILURE = 1;

  /** The status after Ctrl+C. */
  static final int INTERRUPTED = 130;

  private final Request request;
  private final Workers workers;
  private final Progress progress;
  private final PrintStream errors;
  private final Report report;
  private final WantedTrace traces;
  private boolean hasFailed;

  /**
   * Prepares a search.
   *
   * @param request what to do
   * @param workers starts the JVMs that simulate
   * @param out where the report is printed
   * @param errors where the progress is shown
   * @param isTerminal whether that is a terminal
   */
  public Session(
      Request request, Workers workers, PrintStream out, PrintStream errors, boolean isTerminal) {
    this.request = request;
    this.workers = workers;
    this.errors = errors;
    this.report = new Report(out);
    this.traces = new WantedTrace(request, workers.directory(), report);
    this.progress = new Progress(errors, isTerminal && !request.isOne(), request.count());
  }

  /**
   * Tries the seeds.
   *
   * @return the exit status of the command
   * @throws IOException if a worker cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public int search() throws IOException, InterruptedException {
    long began = System.nanoTime();
    var sample = new Sample(request.first(), request.count(), request.sampleEvery());
    var tally = new Tally(request, sample, progress);
    boolean isComplete = new Search(request, workers, tally, sample, traces).run();
    progress.clear();
    if (!isComplete) {
      errors.printf("gonzo: stopped after %,d of %,d seeds%n", tally.tried(), request.count());
      return INTERRUPTED;
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    report.summary(tally.tried(), request.count(), seconds, tally.seconds());
    report.faults(tally.faults());
    neverOccurred(tally);
    check(tally);
    report.leaks(tally.leaks());
    if (request.isOne()) {
      traces.written();
    }
    try {
      failures(tally);
    } catch (StoppedException stopped) {
      errors.println("gonzo: stopped before the failure was shrunk");
      return INTERRUPTED;
    }
    report.history(tally.history());
    return hasFailed ? FAILURE : FINE;
  }

  private void neverOccurred(Tally tally) {
    List<String> kinds =
        tally.faults().entrySet().stream()
            .filter(fault -> fault.getValue() == 0)
            .map(fault -> fault.getKey())
            .toList();
    // In one seed, or before the first failure, there may have been no occasion.
    boolean isFailure = !request.isOne() && tally.failed() == 0;
    report.neverOccurred(kinds, isFailure);
    hasFailed |= isFailure && !kinds.isEmpty();
  }

  private void check(Tally tally) throws IOException, InterruptedException {
    var check = new Check(workers, request.rules(), progress);
    Result differs = tally.different();
    Optional<Different> different;
    try {
      different =
          differs == null
              ? check.inSecondJvm(tally.sampled())
              : Optional.of(check.explain(differs.seed(), "when it was tried again in one JVM"));
    } catch (WorkerLostException lost) {
      progress.clear();
      report.line("seed %d has failed in a second JVM: %s", lost.seed(), lost.reason());
      hasFailed = true;
      return;
    }
    progress.clear();
    different.ifPresentOrElse(report::different, () -> report.same(tally.sampled().size()));
    hasFailed |= different.isPresent();
  }

  // ---------------------------------------------------------------- failures

  private void failures(Tally tally) throws IOException, InterruptedException, StoppedException {
    boolean isFirst = true;
    for (Sort sort : tally.sorts().values()) {
      hasFailed = true;
      Result result = sort.first();
      Failed failed = result.failed().orElseThrow();
      report.failure(result.seed(), failed, sort.count(), request.commandFor(result.seed()));
      if (isFirst && !result.isLost()) {
        shrink(result.seed(), failed);
      }
      isFirst = false;
    }
  }

  private void shrink(long seed, Failed failed)
      throws IOException, InterruptedException, StoppedException {
    if (request.shrinkRuns() == 0) {
      return;
    }
    Optional<Ended> ended;
    try (var shrinking =
        new Shrinking(workers, request.rules(), progress, seed, failed, request.shrinkRuns())) {
      ended = shrinking.run();
    } finally {
      progress.clear();
    }
    if (ended.isEmpty()) {
      report.notShrunk();
      return;
    }
    report.shrunk(ended.get());
    writePlan(seed, failed, ended.get());
    if (traces.areWanted()) {
      trace(Task.seed(seed, request.rules()).withPlan(ended.get().lines()));
    }
  }

  private void writePlan(long seed, Failed failed, Ended ended) {
    String name = String.valueOf(request.file().getFileName()).replaceAll("\\.java$", "");
    Path file = Path.of(name + "-" + seed + ".plan");
    String history = ended.after().history();
    var plan = new PlanFile(seed, request.rules(), history, failed.sort(), ended.lines());
    try {
      plan.write(file, request.commandFor(file));
      report.plan(request.commandFor(file), history);
    } catch (IOException refused) {
      report.noPlan(file, String.valueOf(refused.getMessage()), plan.lines());
    }
  }

  private void trace(Task task) throws IOException, InterruptedException {
    Worker worker = workers.start();
    try {
      Result _ = worker.run(traces.of(task));
      traces.written();
    } catch (WorkerLostException lost) {
      report.line("its trace could not be written: %s", lost.reason());
    } finally {
      workers.end(worker);
    }
  }

  // ---------------------------------------------------------------- one history

  /**
   * Repeats the history of a plan.
   *
   * @param plan the plan
   * @return the exit status of the command
   * @throws IOException if a worker cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public int repeat(PlanFile plan) throws IOException, InterruptedException {
    Task task = Task.seed(plan.seed(), plan.rules()).withPlan(plan.lines());
    return alone(task, result -> repeated(plan, result));
  }

  /**
   * Tries the first seed once, without any checks: for a debugger, or up to an event.
   *
   * @return the exit status of the command
   * @throws IOException if a worker cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public int once() throws IOException, InterruptedException {
    return alone(Task.seed(request.first(), request.rules()), this::ended);
  }

  private int alone(Task task, ToIntFunction<Result> ended)
      throws IOException, InterruptedException {
    Worker worker = workers.start();
    try {
      Result result = worker.run(traces.of(task.withLastEvent(request.lastEvent()).shown()));
      traces.written();
      if (request.lastEvent() > 0) {
        return reached(result);
      }
      return ended.applyAsInt(result);
    } catch (WorkerLostException lost) {
      if (lost.isInterrupt()) {
        return INTERRUPTED;
      }
      report.line("seed %d has failed: %s", lost.seed(), lost.reason());
      return FAILURE;
    } finally {
      workers.end(worker);
    }
  }

  private int reached(Result result) {
    Optional<Failed> reached = result.failed().filter(Failed::isReached);
    reached.ifPresentOrElse(
        at -> report.line("%s", at.text()),
        () ->
            report.line(
                "the history ends before event %,d: it has %,d",
                request.lastEvent(), result.events()));
    return reached.isPresent() ? FINE : FAILURE;
  }

  private int repeated(PlanFile plan, Result result) {
    report.faults(result.faults());
    if (!result.history().equals(plan.history())) {
      report.line(
          "this is another history than that of the plan, %s: the program or Gonzo has changed"
              + " since",
          plan.history());
    }
    return outcome(result);
  }

  private int ended(Result result) {
    report.faults(result.faults());
    return outcome(result);
  }

  private int outcome(Result result) {
    result
        .failed()
        .ifPresentOrElse(
            failed -> {
              report.line("seed %d has failed:", result.seed());
              failed.text().lines().forEach(line -> report.line("  %s", line));
            },
            () -> report.line("it has not failed"));
    report.history(result.history());
    return result.failed().isPresent() ? FAILURE : FINE;
  }
}
