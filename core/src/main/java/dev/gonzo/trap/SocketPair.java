package dev.gonzo.trap;

/**
 * Two stream sockets that are connected with each other; each is closed by itself.
 *
 * @param first the one
 * @param second the other
 */
public record SocketPair(Handle first, Handle second) {}
