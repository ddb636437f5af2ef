package dev.gonzo.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** The closing records of TLS: the close_notify, or an alert, which tls-channel would not send. */
final class ClosingRecords {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ClosingRecords() {}

  /** Writes the close_notify to the wire, once. */
  static void closeNotify(SSLEngine engine, HmacDrbg random, Wire wire) throws SSLException {
    engine.closeOutbound();
    while (!engine.isOutboundDone() && wrap(engine, random, wire)) {
      // until all is on the wire
    }
  }

  /** Writes the alert about a failure to the wire, if the failure produced one. */
  static void alert(SSLEngine engine, HmacDrbg random, Wire wire) {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && wrap(engine, random, wire)) {
        // until all is on the wire
      }
    } catch (SSLException again) {
      // Then there is no alert: the peer only sees the end of the stream.
    }
  }

  private static boolean wrap(SSLEngine engine, HmacDrbg random, Wire wire) throws SSLException {
    var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = KernelRandom.from(random, () -> engine.wrap(NOTHING, record));
    int _ = wire.write(record.flip());
    return result.bytesProduced() > 0;
  }
}
