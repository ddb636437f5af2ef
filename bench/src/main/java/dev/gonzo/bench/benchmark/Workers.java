package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The workers of a benchmark, one for each peer that can take part. Closing it ends them. */
final class Workers implements AutoCloseable {
  private final List<Worker> all = new ArrayList<>();

  /**
   * Starts the workers. A peer whose worker does not start is left out.
   *
   * @param program what they run
   * @param warmUp what each does before the first round, again and again for the time of a warm-up
   */
  static Workers start(Program program, Run run, Worker.Work warmUp) {
    var workers = new Workers();
    for (Peer peer : run.ready(program)) {
      run.progress().step("warming up " + peer.name());
      try {
        var worker = Worker.start(peer, program, run.setting());
        workers.all.add(worker);
        long end = System.nanoTime() + (long) (run.setting().warmUp() * 1e9);
        do {
          var _ = warmUp.with(worker);
        } while (System.nanoTime() - end < 0);
      } catch (IOException failure) {
        run.skip(peer.name(), Rounds.message(failure));
        workers.drop(peer.name());
      }
    }
    return workers;
  }

  private void drop(String name) {
    all.removeIf(worker -> {
      if (!worker.name().equals(name)) {
        return false;
      }
      worker.close();
      return true;
    });
  }

  List<Worker> all() {
    return List.copyOf(all);
  }

  /** Sets what all of them do when they have their turn. */
  List<Worker> next(Worker.Work work) {
    all.forEach(worker -> worker.next(work));
    return all();
  }

  @Override
  public void close() {
    all.forEach(Worker::close);
  }
}
