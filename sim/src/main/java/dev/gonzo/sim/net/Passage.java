package dev.gonzo.sim.net;

import java.net.InetSocketAddress;

/**
 * A packet that leaves one host for another, as rules see it.
 *
 * @param from the name of the host that sends it
 * @param to the name of the host that it goes to
 * @param source the address that it comes from
 * @param target the address that it goes to
 * @param kind its kind
 * @param size how many bytes of the program it carries
 */
public record Passage(
    String from,
    String to,
    InetSocketAddress source,
    InetSocketAddress target,
    PacketKind kind,
    int size) {}
