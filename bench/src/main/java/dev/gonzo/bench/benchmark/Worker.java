package dev.gonzo.bench.benchmark;

import com.grack.nanojson.JsonObject;
import dev.gonzo.bench.measure.Sample;
import dev.gonzo.bench.peer.Peer;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.Pin;
import dev.gonzo.bench.process.ProcessorTime;
import dev.gonzo.bench.process.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process of a peer that does work when it has its turn. */
final class Worker implements Contender, AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final String name;
  private final Session session;
  private Work next = _ -> Sample.of(0);

  /** What a worker does when it has its turn. */
  interface Work {
    /** Does it once. */
    Sample with(Worker worker) throws IOException;
  }

  private Worker(String name, Session session) {
    this.name = name;
    this.session = session;
  }

  static Worker start(Peer peer, Program program, Setting setting) throws IOException {
    var session =
        Session.start(
            peer.name(),
            peer.command(setting.places(), program, List.of()),
            // Work with files has no load beside it, and uses all cores, as a backup would.
            program == Program.FILES ? Pin.ANY : setting.serverPin(),
            setting.places().root(),
            Duration.ofSeconds(60));
    return new Worker(peer.name(), session);
  }

  @Override
  public String name() {
    return name;
  }

  /** Sets what the next measurements are about. */
  void next(Work work) {
    next = work;
  }

  @Override
  public Sample measure() throws IOException {
    return next.with(this);
  }

  /** Has some work done; returns the answer of the process. */
  JsonObject go(String request) throws IOException {
    return session.go(request, LIMIT);
  }

  /** {@return the time that passed for each operation, in µs; and the process's own time} */
  Sample timed(String request) throws IOException {
    ProcessorTime before = session.used();
    JsonObject answer = go(request);
    ProcessorTime used = session.used().since(before);
    double operations = answer.getLong("operations");
    return new Sample(answer.getLong("nanos") / 1e3 / operations, details(used, operations));
  }

  private static Map<String, Double> details(ProcessorTime used, double operations) {
    var details = new LinkedHashMap<String, Double>();
    details.put("own processor time µs", used.nanos() / 1e3 / operations);
    details.put("system %", used.systemShare() * 100);
    return details;
  }

  @Override
  public void close() {
    session.close();
  }
}
