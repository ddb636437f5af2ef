package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Small files, a large file, and the backup of a tree. */
final class FileOperations implements Benchmark {
  private static final int SMALL_FILES = 2_000;
  private static final int PIECES = 2_000;

  @Override
  public String name() {
    return "files";
  }

  @Override
  public String description() {
    return "small files, a large one, and the backup of a tree beside eight plain threads";
  }

  @Override
  public Set<Program> programs() {
    return Set.of(Program.FILES);
  }

  @Override
  public int steps(Setting setting, int peers) {
    return peers * (3 * setting.rounds() + 2);
  }

  @Override
  public void measure(Run run) throws IOException {
    int part = run.setting().isQuick() ? 20 : 1;
    Path directory = run.setting().output().resolve("files").toAbsolutePath();
    Path tree = directory.resolve("tree");
    try {
      long files = Tree.make(tree, 20_000 / part);
      String small = "small %s %d".formatted(directory, SMALL_FILES / part);
      String large = "large %s %d".formatted(directory, PIECES / part);
      try (var workers =
          Workers.start(
              Program.FILES,
              run,
              worker -> {
                var _ = worker.timed("small %s 50".formatted(directory));
                var _ = worker.timed("large %s 50".formatted(directory));
                return backUp(worker, tree, directory, files);
              })) {
        add("4,096 B written, read and removed", "file", small, workers, run);
        add("a large file, written and read in pieces of 65,536 B", "piece", large, workers, run);
        run.add(
            figure(
                "backup of %,d files with their SHA-256".formatted(files),
                "file",
                workers,
                worker -> backUp(worker, tree, directory, files),
                run));
      }
    } finally {
      Tree.remove(directory);
    }
  }

  private void add(String what, String unit, String request, Workers workers, Run run) {
    run.add(figure(what, unit, workers, worker -> worker.timed(request), run));
  }

  private Figure figure(String what, String unit, Workers workers, Worker.Work work, Run run) {
    return new Figure(
        name(),
        "files: " + what,
        "µs a " + unit,
        "threads",
        Figure.Plot.BARS,
        Rounds.run(what, workers.next(work), run));
  }

  private static Sample backUp(Worker worker, Path tree, Path directory, long files)
      throws IOException {
    Path copy = directory.resolve("copy");
    Tree.remove(copy);
    Sample sample = worker.timed("backup " + tree + " " + copy);
    Tree.check(tree, copy, files);
    return sample;
  }
}
