package dev.gonzo.sim.net;

import dev.gonzo.sim.world.Agenda;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/**
 * The packets under way from one address to another. They arrive in the order in which they left,
 * also if the agenda draws the order of their events: each event takes the first of them.
 */
final class Lane {
  private final Agenda agenda;
  private final Map<Ends, Lane> all;
  private final Ends ends;
  private final Queue<Transmission> packets = new ArrayDeque<>();
  private final Runnable arrival = this::arrive;
  private long last;

  private Lane(Agenda agenda, Map<Ends, Lane> all, Ends ends) {
    this.agenda = agenda;
    this.all = all;
    this.ends = ends;
  }

  /**
   * Where the packets come from and go to. Hosts share loopback addresses, so it has its number.
   */
  record Ends(long host, InetSocketAddress source, InetSocketAddress target) {}

  static Lane between(Agenda agenda, Map<Ends, Lane> all, Transmission sent) {
    Packet packet = sent.packet();
    return all.computeIfAbsent(
        new Ends(sent.to().number, packet.source(), packet.target()),
        ends -> new Lane(agenda, all, ends));
  }

  /** Lets a packet arrive, not before those that left earlier. */
  void add(Transmission packet, long nanos) {
    last = Math.max(last, nanos);
    packets.add(packet);
    agenda.at(last, arrival);
  }

  private void arrive() {
    Transmission packet = packets.remove();
    if (packets.isEmpty()) {
      all.remove(ends);
    }
    packet.arrives();
  }
}
