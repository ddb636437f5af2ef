package dev.gonzo.bench.benchmark;

import com.grack.nanojson.JsonObject;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.CompilerTime;
import dev.gonzo.bench.process.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An echo server that is started anew in each round, and is under load from then on. */
final class FreshServer implements Contender {
  private static final int CONNECTIONS = 100;
  private static final int SIZE = 1_000;

  private final Peer peer;
  private final Setting setting;
  private final List<Integer> ends;
  private final List<List<Sample>> rounds = new ArrayList<>();

  /**
   * @param peer whose server it is
   * @param setting what is asked for
   * @param ends when each part ends, in seconds after the start
   */
  FreshServer(Peer peer, Setting setting, List<Integer> ends) {
    this.peer = peer;
    this.setting = setting;
    this.ends = ends;
  }

  @Override
  public String name() {
    return peer.name();
  }

  /** {@return for each round a sample of each part} */
  List<List<Sample>> rounds() {
    return List.copyOf(rounds);
  }

  @Override
  public Sample measure() throws IOException {
    int port = Server.freePort();
    List<String> command =
        peer.command(setting.places(), Program.ECHO, List.of(Integer.toString(port)));
    long began = System.nanoTime();
    try (var server =
        new LoadedServer(
            Server.start(peer.name(), command, port, setting.serverPin(), setting.places().root()),
            new Load.InC("tcp"),
            setting)) {
      server.awaitReady(Program.ECHO);
      try (var compilers = CompilerTime.of(server.server().pid());
          var session = server.session(CONNECTIONS, SIZE)) {
        var parts = new ArrayList<Sample>();
        // What starting took is in the first part.
        long usedBefore = 0;
        long compiledBefore = 0;
        for (int end : ends) {
          double left = end - (System.nanoTime() - began) / 1e9;
          JsonObject answer = server.go(session, Math.max(left, 0.1));
          long used = server.server().used().nanos();
          long compiled = compilers.nanos();
          parts.add(sample(answer, used - usedBefore, compiled - compiledBefore));
          usedBefore = used;
          compiledBefore = compiled;
        }
        rounds.add(List.copyOf(parts));
        return parts.getLast();
      }
    }
  }

  private static Sample sample(JsonObject answer, long used, long compiled) {
    double messages = answer.getLong("messages");
    return new Sample(
        (used - compiled) / 1e3 / messages,
        Map.of(
            "compiler µs a message", compiled / 1e3 / messages,
            "compiler s", compiled / 1e9,
            "messages/s", messages / (answer.getLong("nanos") / 1e9)));
  }
}
