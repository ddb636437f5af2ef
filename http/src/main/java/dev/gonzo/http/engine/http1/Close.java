package dev.gonzo.http.engine.http1;

/**
 * Closes the connection. A message that has not ended is cut short, and the peer can see that. What
 * was sent before is still written.
 */
public record Close() implements ServerOutput, ClientOutput {}
