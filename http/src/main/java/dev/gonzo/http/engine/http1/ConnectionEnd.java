package dev.gonzo.http.engine.http1;

/**
 * The peer sends no more, and has cut nothing short. A server can still answer the request that it
 * has. A client that waits for a response got no byte of it, so it may repeat the request on
 * another connection if the method allows that.
 */
public record ConnectionEnd() implements BodyInput {}
