package dev.gonzo.sim.net;

/**
 * A packet on its way. One that is sent again is another transmission.
 *
 * @param number its number, from 1: the trace shows it where it is sent, and where it arrives
 * @param from the host that sends it
 * @param to the host that it goes to
 * @param packet the packet
 */
record Transmission(long number, HostNetwork from, HostNetwork to, Packet packet) {
  /** Its packet, for the history. */
  String described() {
    return describe(packet);
  }

  static String describe(Packet packet) {
    return packet.kind()
        + " of "
        + packet.size()
        + " bytes from port "
        + packet.source().getPort()
        + " to port "
        + packet.target().getPort();
  }

  /** It leaves its host. */
  void leaves() {
    from.note(() -> "sends packet " + number + " to " + to.name() + ": " + described());
  }

  /** It is lost with the host that wanted to send it. */
  void isLostWithSender() {
    from.note(() -> "loses packet " + number + " to " + to.name() + ": it has crashed");
  }

  /** It is at its end. */
  void arrives() {
    if (to.isUp()) {
      to.note(() -> "gets packet " + number + " from " + from.name() + ": " + described());
      to.arrive(packet);
    } else {
      to.note(() -> "loses packet " + number + " from " + from.name() + ": it is down");
    }
  }
}
