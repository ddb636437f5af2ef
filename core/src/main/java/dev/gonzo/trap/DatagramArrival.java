package dev.gonzo.trap;

import java.net.SocketAddress;

/**
 * A datagram that was received. If it was longer than the buffer, the rest of it is lost.
 *
 * @param sender who sent it; {@link UnixAddress#UNNAMED} if that socket has no address
 * @param length how many of its bytes are in the buffer
 * @param size how many bytes it had
 */
public record DatagramArrival(SocketAddress sender, int length, int size) {}
