package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.net.Packet.Datagram;
import dev.gonzo.sim.net.Packet.Segment;
import dev.gonzo.sim.net.Packet.Unreachable;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes packets from one host to another, as rules, conditions and the seed decide. What it has
 * taken arrives even if the sender fails meanwhile.
 *
 * <p>Each kind of decision has random numbers of its own, and each packet draws all of them: a
 * probability that is changed changes no other decision.
 */
final class Wire {
  /** How many bytes the headers of a packet have. */
  private static final int HEADER_BYTES = 54;

  /** How long a host looks for another one on its network before it gives up. */
  private static final long LOOK_UP_NANOS = 3_000_000_000L;

  private final Network network;
  private final Agenda agenda;
  private final Draws latency;
  private final Draws loss;
  private final Draws duplication;
  private final Draws reordering;
  private final Draws reset;
  private final Draws stall;
  private final Draws delay;
  private final Draws splitting;
  private final Map<Lane.Ends, Lane> lanes = new LinkedHashMap<>();
  private final List<Hold> holds = new ArrayList<>();

  Wire(Network network, Agenda agenda, Draws draws) {
    this.network = network;
    this.agenda = agenda;
    latency = draws.forPurpose("latency");
    loss = draws.forPurpose("loss");
    duplication = draws.forPurpose("duplication");
    reordering = draws.forPurpose("reordering");
    reset = draws.forPurpose("reset");
    stall = draws.forPurpose("stall");
    delay = draws.forPurpose("delay");
    splitting = draws.forPurpose("splitting");
  }

  Hold hold(Predicate<Passage> rule) {
    var hold = new Hold(this, rule);
    holds.add(hold);
    return hold;
  }

  void end(Hold hold) {
    holds.remove(hold);
  }

  /** Sends a packet to the host that has its target. */
  void send(HostNetwork from, Packet packet) {
    HostNetwork to = network.reached(from, packet.target().getAddress());
    if (to == null) {
      var report = Unreachable.about(packet, ErrorNumber.EHOSTUNREACH);
      agenda.after(LOOK_UP_NANOS, () -> from.arrive(report));
    } else {
      send(from, to, packet);
    }
  }

  /** Sends a packet to a host, such as a datagram to a group of which it has a member. */
  void send(HostNetwork from, HostNetwork to, Packet packet) {
    if (from != to) {
      if (!isHeld(from, to, packet)) {
        leave(from, to, packet);
      }
    } else if (packet.kind() == PacketKind.ACK) {
      from.arrive(packet); // it does not matter when, and an event would cost more
    } else {
      lane(to, packet).add(packet, agenda.now());
    }
  }

  /** Returns how many of the bytes that a stream could send go into its next packet. */
  int split(HostNetwork from, HostNetwork to, int most) {
    boolean splits = splitting.chance(network.conditions(network.path(from, to)).splitting());
    int fewer = 1 + splitting.below(most);
    boolean isSplit =
        splits
            && fewer < most
            && network.strikes("stream split", from, to, fewer + " of " + most + " bytes");
    return isSplit ? fewer : most;
  }

  private Lane lane(HostNetwork to, Packet packet) {
    return Lane.between(agenda, lanes, to, packet);
  }

  private boolean isHeld(HostNetwork from, HostNetwork to, Packet packet) {
    if (holds.isEmpty()) {
      return false;
    }
    var passage =
        new Passage(
            from.name(), to.name(), packet.source(), packet.target(), packet.kind(), packet.size());
    for (Hold hold : holds) {
      if (hold.takes(passage, from, to, packet)) {
        network.inject("packet held", from, to, packet);
        return true;
      }
    }
    return false;
  }

  /** Lets a packet leave that no rule holds. */
  void leave(HostNetwork from, HostNetwork to, Packet packet) {
    Path path = network.path(from, to);
    Conditions now = network.conditions(path);
    long late = now.latency().nanos(latency) + path.lateNanos;
    switch (path.state()) {
      case OPEN -> {
        long crashes = from.crashes();
        path.depart(
            agenda,
            packet.size() + HEADER_BYTES,
            now.bytesPerSecond(),
            () -> {
              if (from.crashes() == crashes) { // otherwise it was lost with the host
                travel(from, to, packet, now, late);
              }
            });
      }
      case CUT -> network.inject("packet cut off", from, to, packet);
      case UNREACHABLE -> {
        network.inject("packet refused", from, to, packet);
        if (!(packet instanceof Unreachable)) {
          var report = Unreachable.about(packet, ErrorNumber.EHOSTUNREACH);
          agenda.after(late, () -> from.arrive(report));
        }
      }
    }
  }

  private void travel(HostNetwork from, HostNetwork to, Packet packet, Conditions now, long late) {
    long arrival = agenda.now() + late;
    boolean isLost = loss.chance(now.loss());
    boolean isDoubled = duplication.chance(now.duplication());
    boolean isOvertaken = reordering.chance(now.reordering());
    boolean isReset = reset.chance(now.reset());
    boolean isStalled = stall.chance(now.stall());
    long delayed = now.delay().nanos(delay);
    boolean isData = packet.kind() == PacketKind.DATA;
    if (isLost && network.strikes("packet lost", from, to, packet)) {
      return;
    }
    if (packet instanceof Datagram) {
      if (isDoubled && network.strikes("datagram duplicated", from, to, packet)) {
        agenda.at(arrival + delayed, () -> to.arrive(packet));
      }
      if (isOvertaken && network.strikes("datagram reordered", from, to, packet)) {
        agenda.at(arrival + delayed, () -> to.arrive(packet));
      } else {
        lane(to, packet).add(packet, arrival);
      }
    } else if (isData && isReset && network.strikes("connection reset", from, to, packet)) {
      lane(to, packet).add(Segment.reset(packet.source(), packet.target()), arrival);
      agenda.at(arrival, () -> from.arrive(Segment.resetFor(packet)));
    } else if (isData && isStalled && network.strikes("stream stalled", from, to, packet)) {
      lane(to, packet).add(packet, arrival + delayed);
    } else {
      lane(to, packet).add(packet, arrival);
    }
  }
}
