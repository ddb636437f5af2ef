package dev.gonzo.http.engine.http2;

/**
 * What the peer allows (RFC 9113, section 6.5.2).
 *
 * @param headerTableSize how large the table of our encoder may be, in bytes
 * @param maxConcurrentStreams how many of our streams may be open
 * @param initialWindowSize how many bytes a new stream may send, before the peer allows more
 * @param maxFrameSize how large a frame may be, in bytes
 * @param maxHeaderListSize how large decoded headers should be at most, in bytes
 * @param isConnectProtocolEnabled whether the peer takes extended CONNECT (RFC 8441)
 */
public record PeerSettings(
    long headerTableSize,
    long maxConcurrentStreams,
    int initialWindowSize,
    int maxFrameSize,
    long maxHeaderListSize,
    boolean isConnectProtocolEnabled) {
  static final PeerSettings INITIAL =
      new PeerSettings(4096, Long.MAX_VALUE, 65_535, 16_384, Long.MAX_VALUE, false);
}
