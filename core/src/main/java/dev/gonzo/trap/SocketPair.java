package dev.gonzo.trap;

/**
 * Two stream sockets that are connected with each other. Each is closed separately.
 *
 * @param first one end
 * @param second the other end
 */
public record SocketPair(Handle first, Handle second) {}
