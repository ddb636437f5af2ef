package dev.gonzo.bench;

import dev.gonzo.bench.benchmark.Benchmark;
import dev.gonzo.bench.peer.Peer;
import java.io.PrintWriter;
import java.util.List;
import java.util.TreeSet;

/** The lists of benchmarks and peers, and what to install. */
final class Catalogue {
  private static final String APT = "apt install ";

  private Catalogue() {}

  static void list(List<Benchmark> benchmarks, List<Peer> peers, PrintWriter out) {
    out.println("benchmarks:");
    benchmarks.forEach(one -> out.printf("  %-12s %s%n", one.name(), one.description()));
    out.println();
    out.println("peers:");
    for (Peer peer : peers) {
      var programs = new TreeSet<>(peer.programs());
      List<String> names =
          benchmarks.stream()
              .filter(one -> one.programs().stream().anyMatch(programs::contains))
              .map(Benchmark::name)
              .toList();
      out.printf("  %-18s %s (%s)%n", peer.name(), peer.description(), String.join(", ", names));
      peer.missing().ifPresent(reason -> out.printf("  %-18s missing: %s%n", "", reason));
    }
    out.flush();
  }

  static void install(List<Peer> peers, PrintWriter out) {
    var packages = new TreeSet<String>();
    for (Peer peer : peers) {
      var reason = peer.missing();
      if (reason.isEmpty()) {
        continue;
      }
      out.printf("%s is missing: %s%n", peer.name(), reason.get());
      if (peer.installing().startsWith(APT)) {
        packages.addAll(List.of(peer.installing().substring(APT.length()).split(" ")));
      }
    }
    if (!packages.isEmpty()) {
      out.println();
      out.println("on Debian and Ubuntu:");
      out.println("  sudo " + APT + String.join(" ", packages));
    }
    out.println();
    out.println(
        "Needed in any case: apt install gcc libc6-dev util-linux (the load, and a core for each).");
    out.println("Libraries for the JVM are fetched by Maven when a benchmark needs them.");
    out.flush();
  }
}
