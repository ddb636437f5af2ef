package dev.gonzo.sim.net;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.trap.PeerCredentials;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Several hosts, each with a kernel, stepped by the calling thread in simulated time. */
final class World {
  static final long MILLISECOND = 1_000_000;
  static final long SECOND = 1000 * MILLISECOND;

  final List<String> journal = new ArrayList<>();
  final Faults faults = new Faults();
  final Agenda agenda;
  final Network network;
  private final List<Host> hosts = new ArrayList<>();

  /** Creates a world without hosts, whose time passes only when nothing is to be done. */
  static World inVirtualTime(long seed) {
    return new World(seed);
  }

  private World(long seed) {
    var draws = Draws.of(seed);
    agenda = new Agenda(draws.forPurpose("agenda"), false);
    network = new Network(agenda, draws, faults, journal::add);
  }

  Host host(String name, String... addresses) {
    var host =
        new Host(
            network.host(
                name,
                Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
                SocketFiles.withoutDisk(),
                new PeerCredentials(1, 0, 0)));
    hosts.add(host);
    return host;
  }

  /** One host, and the program that runs on it. */
  final class Host {
    final HostNetwork network;
    private @Nullable LoopKernel kernel;
    private @Nullable Task<?> main;

    private Host(HostNetwork network) {
      this.network = network;
    }

    void start(AsyncRunnable<?> program) {
      network.start();
      kernel =
          new LoopKernel(
              AgendaDriver.clock(agenda), new AgendaDriver(agenda, network), JvmServices::new);
      main =
          kernel.start(() -> {
            program.run();
            return null;
          });
    }

    void crash() {
      kernel = null;
      main = null;
      network.crash();
    }

    private boolean isDone() {
      return kernel == null || kernel.isDone();
    }

    private void step() {
      if (kernel != null && !kernel.isDone()) {
        kernel.step(1);
        if (kernel.isDone()) {
          kernel.close();
        }
      }
    }

    private long waitNanos() {
      return kernel == null || kernel.isDone() ? -1 : kernel.waitNanos();
    }

    private void check() {
      if (main != null && main.outcome().get() instanceof Outcome.Failure<?> failure) {
        throw new AssertionError("the program of " + network.name() + " failed", failure.cause());
      }
    }
  }

  /** Runs the programs to their ends. */
  void run() {
    while (!hosts.stream().allMatch(Host::isDone)) {
      advance(Long.MAX_VALUE);
    }
    hosts.forEach(Host::check);
  }

  /** Runs the programs until a time. */
  void runUntil(long nanos) {
    while (agenda.now() < nanos || isBusy()) {
      advance(nanos);
    }
  }

  private boolean isBusy() {
    return agenda.next() <= agenda.now() || hosts.stream().anyMatch(host -> host.waitNanos() == 0);
  }

  private void advance(long most) {
    hosts.forEach(Host::step);
    while (agenda.next() <= agenda.now()) {
      agenda.happen();
    }
    if (!isBusy() && (most != Long.MAX_VALUE || !hosts.stream().allMatch(Host::isDone))) {
      long next = agenda.next();
      for (Host host : hosts) {
        long wait = host.waitNanos();
        next = wait < 0 ? next : Math.min(next, agenda.now() + wait);
      }
      if (next == Long.MAX_VALUE && most == Long.MAX_VALUE) {
        throw new AssertionError("nothing will ever happen again");
      }
      agenda.advance(Math.min(next, most));
    }
  }
}
