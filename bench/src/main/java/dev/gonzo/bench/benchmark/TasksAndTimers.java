package dev.gonzo.bench.benchmark;

import com.grack.nanojson.JsonObject;
import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** How the cost of an operation grows with the number of tasks, timers and connections. */
final class TasksAndTimers implements Benchmark {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final List<Integer> QUICK_SIZES = List.of(1_000, 10_000);
  private static final int MESSAGE = 100;

  /** The same number for each size. */
  private static final long TURNS = 4_000_000;

  private static final long WAKES_A_SECOND = 200_000;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String description() {
    return "the cost of an operation from a thousand to a million tasks and timers, and up to the limit"
        + " of connections";
  }

  @Override
  public Set<Program> programs() {
    return Set.of(Program.GROWTH);
  }

  @Override
  public int steps(Setting setting, int peers) {
    return peers * (sizes(setting).size() * 3 * setting.rounds() + 3);
  }

  private static List<Integer> sizes(Setting setting) {
    return setting.isQuick() ? QUICK_SIZES : SIZES;
  }

  @Override
  public void measure(Run run) throws IOException {
    try (var workers =
        Workers.start(Program.GROWTH, run, worker -> turns(worker, 1_000, TURNS / 10))) {
      for (Worker worker : workers.all()) {
        operations(worker, run);
      }
    }
    connections(run);
  }

  /** Each size has its turn in each round, in the same process. */
  private void operations(Worker worker, Run run) {
    List<Integer> sizes = sizes(run.setting());
    long seconds = run.setting().isQuick() ? 1 : 5;
    var turns = new ArrayList<Contender>();
    var timers = new ArrayList<Contender>();
    for (int size : sizes) {
      turns.add(contender(size, () -> turns(worker, size, TURNS)));
      timers.add(contender(size, () -> timers(worker, size, seconds)));
    }
    add(worker.name() + ", turns of many tasks", "ns of processor time a turn", turns, run);
    add(worker.name() + ", timers of many tasks", "ns of processor time a timer", timers, run);
  }

  private void add(String what, String unit, List<Contender> contenders, Run run) {
    List<Row> rows = Rounds.run("growth: " + what, contenders, run);
    run.add(new Figure(name(), "growth: " + what, unit, smallest(rows), Figure.Plot.LINE, rows));
  }

  /** The baseline is the smallest size: the ratio shows how the cost grows. */
  private static String smallest(List<Row> rows) {
    return rows.isEmpty() ? "" : rows.getFirst().name();
  }

  private static Sample turns(Worker worker, int tasks, long turns) throws IOException {
    JsonObject answer = worker.go("turns %d %d".formatted(tasks, turns));
    return new Sample(
        cost(answer),
        Map.of(
            "slowest turn after a full collection, µs",
            answer.getLong("slowest_nanos") / 1e3,
            "heap B a task",
            (double) answer.getLong("heap")));
  }

  private static Sample timers(Worker worker, int tasks, long seconds) throws IOException {
    return Sample.of(cost(worker.go("timers %d %d %d".formatted(tasks, WAKES_A_SECOND, seconds))));
  }

  private static double cost(JsonObject answer) throws IOException {
    double operations = answer.getLong("operations");
    if (operations == 0) {
      throw new IOException("nothing happened in the measured time");
    }
    return answer.getLong("cpu_nanos") / operations;
  }

  private interface Measurement {
    Sample once() throws IOException;
  }

  private static Contender contender(int size, Measurement measurement) {
    return new Contender() {
      @Override
      public String name() {
        return "%,d".formatted(size);
      }

      @Override
      public Sample measure() throws IOException {
        return measurement.once();
      }
    };
  }

  /** Echo servers, one after the other, each with ever more connections. */
  private void connections(Run run) throws IOException {
    Setting setting = run.setting();
    Peers.buildLoad(setting.places());
    List<Integer> sizes =
        setting.isQuick() ? List.of(100, 1_000) : Limits.connections(List.of(1_000, 5_000, 10_000));
    Predicate<Peer> isWanted = peer -> peer.has(Program.GROWTH) || peer.name().equals("c");
    for (Peer peer : run.ready(Program.ECHO, isWanted)) {
      int port = Server.freePort();
      List<String> command =
          peer.command(setting.places(), Program.ECHO, List.of(Integer.toString(port)));
      try (var server =
          new LoadedServer(
              Server.start(
                  peer.name(), command, port, setting.serverPin(), setting.places().root()),
              new Load.InC("tcp"),
              setting)) {
        server.awaitReady(Program.ECHO);
        server.warmUp();
        var contenders = new ArrayList<Contender>();
        for (int size : sizes) {
          contenders.add(
              contender(
                  size,
                  () -> {
                    server.next(size, MESSAGE);
                    return server.measure();
                  }));
        }
        add(
            peer.name() + ", connections of an echo server, messages of %d B".formatted(MESSAGE),
            "µs of processor time a message",
            contenders,
            run);
      } catch (IOException failure) {
        run.skip(peer.name(), Rounds.message(failure));
      }
    }
  }
}
