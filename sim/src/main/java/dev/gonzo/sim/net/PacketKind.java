package dev.gonzo.sim.net;

/** The kinds of packets. */
public enum PacketKind {
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
