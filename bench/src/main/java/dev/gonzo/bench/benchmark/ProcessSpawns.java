package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.peer.Program;
import java.util.Set;

/** How fast processes start and end, one after the other. */
final class ProcessSpawns implements Benchmark {
  private static final int COUNT = 500;

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public String description() {
    return "processes that are started and awaited, one after the other";
  }

  @Override
  public Set<Program> programs() {
    return Set.of(Program.PROCESSES);
  }

  @Override
  public int steps(Setting setting, int peers) {
    return peers * (setting.rounds() + 2);
  }

  @Override
  public void measure(Run run) {
    int count = run.setting().isQuick() ? COUNT / 10 : COUNT;
    try (var workers =
        Workers.start(Program.PROCESSES, run, worker -> worker.timed("" + COUNT / 10))) {
      run.add(
          new Figure(
              name(),
              "processes: start true, and wait for its end",
              "µs a process",
              "c",
              Figure.Plot.BARS,
              Rounds.run(name(), workers.next(worker -> worker.timed("" + count)), run)));
    }
  }
}
