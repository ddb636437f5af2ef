package dev.gonzo.http.engine.http1;

/**
 * The connection belongs to another protocol from here on: after a response 101, or one that opens
 * a tunnel. The bytes that follow are left in the caller's buffer.
 */
public record Upgraded() implements ClientInput {}
