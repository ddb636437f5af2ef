package dev.gonzo.sim.net;

import java.net.InetSocketAddress;

/** What is under way between two hosts. */
sealed interface Packet {
  InetSocketAddress source();

  InetSocketAddress target();

  PacketKind kind();

  /** How many bytes of a program it carries. */
  int size();

  /**
   * A packet of a connection. Positions count the bytes of a direction from 0; the end of the
   * stream counts as one byte.
   *
   * @param position the position of its first byte
   * @param acknowledged its sender has received all positions before this
   * @param limit its sender has room for the positions before this
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, then only read
  record Segment(
      InetSocketAddress source,
      InetSocketAddress target,
      PacketKind kind,
      long position,
      long acknowledged,
      long limit,
      byte[] bytes)
      implements Packet {
    static final byte[] NO_BYTES = {};

    /** The packet that ends the connection between two addresses. */
    static Segment reset(InetSocketAddress source, InetSocketAddress target) {
      return new Segment(source, target, PacketKind.RST, 0, 0, 0, NO_BYTES);
    }

    /** The packet that ends the connection of another packet, sent back to where that came from. */
    static Segment resetFor(Packet packet) {
      return reset(/* source= */ packet.target(), /* target= */ packet.source());
    }

    @Override
    public int size() {
      return bytes.length;
    }
  }

  /**
   * A datagram.
   *
   * @param byLoopback whether it goes to a group by the loopback interface
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, then only read
  record Datagram(
      InetSocketAddress source, InetSocketAddress target, boolean byLoopback, byte[] bytes)
      implements Packet {
    @Override
    public PacketKind kind() {
      return PacketKind.DATAGRAM;
    }

    @Override
    public int size() {
      return bytes.length;
    }
  }

  /**
   * The report that a packet could not be delivered.
   *
   * @param source where that packet should have gone
   * @param target where it came from
   * @param ofDatagram whether it was a datagram
   * @param reason an error number
   */
  record Unreachable(
      InetSocketAddress source, InetSocketAddress target, boolean ofDatagram, int reason)
      implements Packet {
    static Unreachable about(Packet packet, int reason) {
      return new Unreachable(
          /* source= */ packet.target(),
          /* target= */ packet.source(),
          packet.kind() == PacketKind.DATAGRAM,
          reason);
    }

    @Override
    public PacketKind kind() {
      return PacketKind.UNREACHABLE;
    }

    @Override
    public int size() {
      return 0;
    }
  }
}
