package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Places;
import dev.gonzo.bench.process.Pin;
import java.nio.file.Path;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param rounds how often each row is measured
 * @param seconds how long one measurement takes
 * @param warmUp for how many seconds each server is under load before the first round
 * @param isQuick whether this is only a try-out
 * @param connections numbers of connections; empty for those of the benchmark
 * @param sizes sizes of messages in bytes; empty for those of the benchmark
 * @param peers the names of the peers that take part; empty for all
 * @param places where the sources are
 * @param output where the results go
 * @param serverPin where what is measured runs
 * @param loadPin where the load runs
 */
public record Setting(
    int rounds,
    double seconds,
    double warmUp,
    boolean isQuick,
    List<Integer> connections,
    List<Integer> sizes,
    List<String> peers,
    Places places,
    Path output,
    Pin serverPin,
    Pin loadPin) {
  public Setting {
    connections = List.copyOf(connections);
    sizes = List.copyOf(sizes);
    peers = List.copyOf(peers);
  }

  /** {@return the numbers of connections: those asked for, or else the given ones} */
  List<Integer> connectionsOr(List<Integer> usual) {
    return connections.isEmpty() ? usual : connections;
  }

  /** {@return the sizes: those asked for, or else the given ones} */
  List<Integer> sizesOr(List<Integer> usual) {
    return sizes.isEmpty() ? usual : sizes;
  }

  /** {@return whether a peer takes part} */
  boolean wants(String peer) {
    return peers.isEmpty() || peers.contains(peer);
  }
}
