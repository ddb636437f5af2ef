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
  private long transmissions;

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
      from.note(() -> "sends to no host: " + Transmission.describe(packet));
      unreachable(from, packet, LOOK_UP_NANOS);
    } else {
      send(from, to, packet);
    }
  }

  /** Lets the report arrive that a packet has reached no host. */
  private void unreachable(HostNetwork from, Packet packet, long after) {
    agenda.after(
        after,
        () -> {
          from.note(() -> "gets a report: no host reached by " + Transmission.describe(packet));
          from.arrive(Unreachable.about(packet, ErrorNumber.EHOSTUNREACH));
        });
  }

  /** Sends a packet to a host, such as a datagram to a group of which it has a member. */
  void send(HostNetwork from, HostNetwork to, Packet packet) {
    if (from == to && packet.kind() == PacketKind.ACK) {
      from.arrive(packet); // it does not matter when, and an event would cost more
      return;
    }
    Transmission sent = sent(from, to, packet);
    if (from == to) {
      lane(sent).add(sent, agenda.now());
    } else if (!isHeld(sent)) {
      leave(sent);
    }
  }

  private Transmission sent(HostNetwork from, HostNetwork to, Packet packet) {
    var sent = new Transmission(++transmissions, from, to, packet);
    sent.leaves();
    return sent;
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

  private Lane lane(Transmission sent) {
    return Lane.between(agenda, lanes, sent);
  }

  private boolean isHeld(Transmission sent) {
    if (holds.isEmpty()) {
      return false;
    }
    Packet packet = sent.packet();
    var passage =
        new Passage(
            sent.from().name(),
            sent.to().name(),
            packet.source(),
            packet.target(),
            packet.kind(),
            packet.size());
    for (Hold hold : holds) {
      if (hold.takes(passage, sent)) {
        network.inject("packet held", sent);
        return true;
      }
    }
    return false;
  }

  /** Lets a packet leave that no rule holds. */
  void leave(Transmission sent) {
    HostNetwork from = sent.from();
    Path path = network.path(from, sent.to());
    Conditions now = network.conditions(path);
    long late = now.latency().nanos(latency) + path.lateNanos;
    switch (path.state()) {
      case OPEN -> {
        long crashes = from.crashes();
        path.depart(
            agenda,
            sent.packet().size() + HEADER_BYTES,
            now.bytesPerSecond(),
            () -> {
              if (from.crashes() == crashes) {
                travel(sent, now, late);
              } else {
                sent.isLostWithSender();
              }
            });
      }
      case CUT -> network.inject("packet cut off", sent);
      case UNREACHABLE -> {
        network.inject("packet refused", sent);
        if (!(sent.packet() instanceof Unreachable)) {
          unreachable(from, sent.packet(), late);
        }
      }
    }
  }

  private void travel(Transmission sent, Conditions now, long late) {
    Packet packet = sent.packet();
    long arrival = agenda.now() + late;
    boolean isLost = loss.chance(now.loss());
    boolean isDoubled = duplication.chance(now.duplication());
    boolean isOvertaken = reordering.chance(now.reordering());
    boolean isReset = reset.chance(now.reset());
    boolean isStalled = stall.chance(now.stall());
    long delayed = now.delay().nanos(delay);
    boolean isData = packet.kind() == PacketKind.DATA;
    if (isLost && network.strikes("packet lost", sent)) {
      return;
    }
    if (packet instanceof Datagram) {
      if (isDoubled && network.strikes("datagram duplicated", sent)) {
        agenda.at(arrival + delayed, sent::arrives);
      }
      if (isOvertaken && network.strikes("datagram reordered", sent)) {
        agenda.at(arrival + delayed, sent::arrives);
      } else {
        lane(sent).add(sent, arrival);
      }
    } else if (isData && isReset && network.strikes("connection reset", sent)) {
      reset(sent, arrival);
    } else if (isData && isStalled && network.strikes("stream stalled", sent)) {
      lane(sent).add(sent, arrival + delayed);
    } else {
      lane(sent).add(sent, arrival);
    }
  }

  /** Lets both ends of a connection get a packet that ends it, in place of what was sent. */
  private void reset(Transmission sent, long arrival) {
    Packet packet = sent.packet();
    var there = sent(sent.from(), sent.to(), Segment.reset(packet.source(), packet.target()));
    lane(there).add(there, arrival);
    var back = sent(sent.to(), sent.from(), Segment.resetFor(packet));
    agenda.at(arrival, back::arrives);
  }
}
