package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a message costs an echo server that has just started, in each part of its first forty
 * seconds, without what the JIT compiler takes.
 */
final class WarmUp implements Benchmark {
  /** Others do not compile while they run, or are not for comparison with what does. */
  private static final List<String> PEERS =
      List.of(
          "gonzo-epoll",
          "gonzo-uring",
          "gonzo-nio",
          "c",
          "nio",
          "threads",
          "netty-epoll",
          "vertx",
          "kotlin");

  private static final List<Integer> ENDS = List.of(5, 10, 20, 40);
  private static final List<Integer> QUICK_ENDS = List.of(2, 3, 4, 5);

  @Override
  public String name() {
    return "warmup";
  }

  @Override
  public String description() {
    return "an echo server's first forty seconds, with the time of the compiler apart";
  }

  @Override
  public Set<Program> programs() {
    return Set.of(Program.ECHO);
  }

  @Override
  public int steps(Setting setting, int peers) {
    return PEERS.size() * (setting.rounds() + 1);
  }

  @Override
  public void measure(Run run) throws IOException {
    Setting setting = run.setting();
    Peers.buildLoad(setting.places());
    List<Integer> ends = setting.isQuick() ? QUICK_ENDS : ENDS;
    var starts = new ArrayList<FreshServer>();
    for (Peer peer : run.ready(Program.ECHO, one -> PEERS.contains(one.name()))) {
      starts.add(new FreshServer(peer, setting, ends));
    }
    // The rows decide which of them went through all rounds.
    Set<String> complete =
        Set.copyOf(Rounds.run(name(), starts, run).stream().map(Row::name).toList());
    for (int i = 0; i < ends.size(); i++) {
      int part = i;
      List<Row> rows =
          starts.stream()
              .filter(start -> complete.contains(start.name()))
              .map(start -> row(start, part))
              .toList();
      run.add(
          new Figure(
              name(),
              "warmup: seconds %d to %d after the start of the process"
                  .formatted(i == 0 ? 0 : ends.get(i - 1), ends.get(i)),
              "µs of processor time a message, without the compiler's",
              "c",
              Figure.Plot.BARS,
              rows));
    }
  }

  private static Row row(FreshServer server, int part) {
    List<List<Sample>> rounds = server.rounds();
    return new Row(
        server.name(),
        IntStream.range(0, rounds.size()).mapToObj(round -> rounds.get(round).get(part)).toList());
  }
}
