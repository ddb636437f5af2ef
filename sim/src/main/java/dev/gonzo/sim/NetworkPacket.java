package dev.gonzo.sim;

import dev.gonzo.sim.net.PacketKind;
import dev.gonzo.sim.net.Passage;
import java.net.InetSocketAddress;

/**
 * A packet that leaves one host for another, as the rules of {@link SimulatedNetwork#hold} see it.
 *
 * @param from the name of the host that sends it
 * @param to the name of the host that it goes to
 * @param source the address that it comes from
 * @param target the address that it goes to
 * @param kind its kind
 * @param size how many bytes of the program it carries
 */
public record NetworkPacket(
    String from,
    String to,
    InetSocketAddress source,
    InetSocketAddress target,
    Kind kind,
    int size) {
  /** The kinds of packets. */
  public enum Kind {
    /** The request for a connection. */
    SYN,
    /** The consent to it. */
    SYN_ACK,
    /** Acknowledges bytes, and says how many more there is room for. */
    ACK,
    /** Bytes of a stream. */
    DATA,
    /** The end of a stream. */
    FIN,
    /** The end of a connection in both directions, or the refusal of one. */
    RST,
    /** A datagram. */
    DATAGRAM,
    /** The report that a packet could not be delivered. */
    UNREACHABLE
  }

  static NetworkPacket of(Passage passage) {
    return new NetworkPacket(
        passage.from(),
        passage.to(),
        passage.source(),
        passage.target(),
        kind(passage.kind()),
        passage.size());
  }

  private static Kind kind(PacketKind kind) {
    return switch (kind) {
      case SYN -> Kind.SYN;
      case SYN_ACK -> Kind.SYN_ACK;
      case ACK -> Kind.ACK;
      case DATA -> Kind.DATA;
      case FIN -> Kind.FIN;
      case RST -> Kind.RST;
      case DATAGRAM -> Kind.DATAGRAM;
      case UNREACHABLE -> Kind.UNREACHABLE;
    };
  }
}
