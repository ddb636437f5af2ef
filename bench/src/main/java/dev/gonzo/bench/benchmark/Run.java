package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Skipped;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One run of one benchmark: what it is asked for, and what it has found so far. */
public final class Run {
  private final String benchmark;
  private final Setting setting;
  private final List<Peer> peers;
  private final Progress progress;
  private final List<Figure> figures = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();

  /**
   * @param benchmark its name
   * @param setting what is asked for
   * @param peers all peers, also those that take no part
   * @param progress what shows how far it is
   */
  public Run(String benchmark, Setting setting, List<Peer> peers, Progress progress) {
    this.benchmark = benchmark;
    this.setting = setting;
    this.peers = List.copyOf(peers);
    this.progress = progress;
  }

  Setting setting() {
    return setting;
  }

  Progress progress() {
    return progress;
  }

  /** Notes that a peer is left out. */
  void skip(String peer, String reason) {
    skipped.add(new Skipped(benchmark, peer, reason));
    progress.say("%s: without %s: %s".formatted(benchmark, peer, reason));
  }

  /** Keeps a figure, unless no row is left in it. */
  void add(Figure figure) {
    if (!figure.rows().isEmpty()) {
      figures.add(figure);
    }
  }

  /**
   * Builds the peers that take part and have a program. Those that cannot be built are left out.
   *
   * @return the others
   */
  List<Peer> ready(Program program) {
    return ready(program, _ -> true);
  }

  /** The same for those peers only that are wanted for this. */
  List<Peer> ready(Program program, Predicate<Peer> isWanted) {
    var ready = new ArrayList<Peer>();
    for (Peer peer : peers) {
      if (!peer.has(program) || !setting.wants(peer.name()) || !isWanted.test(peer)) {
        continue;
      }
      var missing = peer.missing();
      if (missing.isPresent()) {
        skip(peer.name(), missing.get());
        continue;
      }
      try {
        progress.step("building " + peer.name());
        peer.build(setting.places());
        ready.add(peer);
      } catch (IOException failure) {
        skip(peer.name(), Rounds.message(failure));
      }
    }
    return ready;
  }

  /** {@return the figures, in the order in which they were measured} */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** {@return the peers that were left out} */
  public List<Skipped> skipped() {
    return List.copyOf(skipped);
  }
}
