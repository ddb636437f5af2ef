package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Figure;
import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Servers of all peers, each in a process of its own, under load from another process, one after
 * the other in each round. The figure is the server's processor time for each message.
 *
 * @param name on the command line
 * @param description for people
 * @param program the servers
 * @param load what puts them under load
 * @param companion what a server needs beside it
 * @param baseline the peer that the others are compared with
 * @param connections the usual numbers of connections
 * @param sizes the usual sizes of messages in bytes
 */
record ServersUnderLoad(
    String name,
    String description,
    Program program,
    Load load,
    Companion companion,
    String baseline,
    List<Integer> connections,
    List<Integer> sizes)
    implements Benchmark {
  @Override
  public Set<Program> programs() {
    return Set.of(program);
  }

  @Override
  public int steps(Setting setting, int peers) {
    int cells = setting.connectionsOr(connections).size() * setting.sizesOr(sizes).size();
    return peers * (cells * setting.rounds() + 2);
  }

  @Override
  public void measure(Run run) throws IOException {
    Setting setting = run.setting();
    Peers.buildLoad(setting.places());
    List<Peer> peers = run.ready(program);
    try (var beside = companion.start(setting)) {
      var servers = new ArrayList<LoadedServer>();
      try {
        for (Peer peer : peers) {
          try {
            servers.add(start(peer, beside.arguments(), run));
          } catch (IOException failure) {
            run.skip(peer.name(), Rounds.message(failure));
          }
        }
        for (int many : setting.connectionsOr(connections)) {
          for (int size : setting.sizesOr(sizes)) {
            measure(servers, many, size, run);
          }
        }
      } finally {
        servers.forEach(LoadedServer::close);
      }
    }
  }

  private LoadedServer start(Peer peer, List<String> more, Run run) throws IOException {
    run.progress().step("warming up " + peer.name());
    Setting setting = run.setting();
    int port = Server.freePort();
    var arguments = new ArrayList<>(List.of(Integer.toString(port)));
    arguments.addAll(more);
    List<String> command = peer.command(setting.places(), program, arguments);
    var server =
        new LoadedServer(
            Server.start(peer.name(), command, port, setting.serverPin(), setting.places().root()),
            load,
            setting);
    try {
      server.awaitReady(program);
      server.warmUp();
      return server;
    } catch (IOException | RuntimeException failure) {
      server.close();
      throw failure;
    }
  }

  private void measure(List<LoadedServer> servers, int many, int size, Run run) {
    String title = "%s, %,d × %,d B".formatted(name, many, size);
    servers.forEach(server -> server.next(many, size));
    List<Row> rows = Rounds.run(title, servers, run);
    run.add(
        new Figure(
            name,
            "%s: %,d %s, %,d B"
                .formatted(name, many, many == 1 ? "connection" : "connections", size),
            "µs of processor time a message",
            baseline,
            Figure.Plot.BARS,
            rows));
    servers.removeIf(server -> !server.isAlive());
  }
}
