package dev.gonzo.bench.benchmark;

import com.grack.nanojson.JsonObject;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.ProcessorTime;
import dev.gonzo.bench.process.Server;
import dev.gonzo.bench.process.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A server, and the load that it gets when it has its turn. */
final class LoadedServer implements Contender, AutoCloseable {
  /** Beyond the time of the load itself: for connecting, and for the last answers. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** The load before each measurement, in which all buffers and queues get their size. */
  private static final double SETTLE_SECONDS = 0.3;

  private static final int WARM_UP_CONNECTIONS = 100;
  private static final int WARM_UP_SIZE = 1_000;

  private final Server server;
  private final Load load;
  private final Setting setting;
  private int connections = WARM_UP_CONNECTIONS;
  private int size = WARM_UP_SIZE;

  LoadedServer(Server server, Load load, Setting setting) {
    this.server = server;
    this.load = load;
    this.setting = setting;
  }

  @Override
  public String name() {
    return server.name();
  }

  /** Waits until the server answers. */
  void awaitReady(Program program) throws IOException {
    if (program == Program.UDP) {
      server.awaitReady(() -> Datagrams.exchange(server.port()));
    } else {
      server.awaitConnection();
    }
  }

  void warmUp() throws IOException {
    try (var session = session(WARM_UP_CONNECTIONS, WARM_UP_SIZE)) {
      go(session, setting.warmUp());
    }
  }

  /** Sets what the next measurements are about. */
  void next(int connections, int size) {
    this.connections = connections;
    this.size = size;
  }

  boolean isAlive() {
    try {
      server.check();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public Sample measure() throws IOException {
    try (var session = session(connections, size)) {
      go(session, SETTLE_SECONDS);
      ProcessorTime before = server.used();
      JsonObject answer = go(session, setting.seconds());
      return sample(answer, server.used().since(before));
    }
  }

  /** {@return a session of the load with this server, whose connections are open} */
  Session session(int connections, int size) throws IOException {
    server.check();
    return Session.start(
        "the load for " + server.name(),
        load.command(setting.places(), server.port(), connections, size),
        setting.loadPin(),
        setting.places().root(),
        GRACE);
  }

  /** Puts the server under load for some seconds; fails if the server has ended meanwhile. */
  JsonObject go(Session session, double seconds) throws IOException {
    try {
      return session.go(Double.toString(seconds), GRACE.plusMillis((long) (seconds * 1_000)));
    } catch (IOException failure) {
      server.check();
      throw failure;
    }
  }

  static Sample sample(JsonObject answer, ProcessorTime used) {
    double messages = answer.getLong("messages");
    double seconds = answer.getLong("nanos") / 1e9;
    Map<String, Double> details = new LinkedHashMap<>();
    details.put("messages/s", messages / seconds);
    details.put("p50 µs", answer.getLong("p50_nanos") / 1e3);
    details.put("p99 µs", answer.getLong("p99_nanos") / 1e3);
    details.put("system %", used.systemShare() * 100);
    details.put("core %", used.nanos() / seconds / 1e7);
    if (answer.getLong("lost") > 0) {
      details.put("lost", (double) answer.getLong("lost"));
    }
    return new Sample(used.nanos() / 1e3 / messages, details);
  }

  Server server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }
}
