package dev.gonzo.http.engine.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first bytes of each side: the client's magic, and the settings of both (RFC 9113, section
 * 3.4).
 */
final class Preface {
  private static final byte[] MAGIC =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private int read;

  private Preface(int read) {
    this.read = read;
  }

  /** {@return the preface of the peer: a client's begins with the magic} */
  static Preface expected(boolean isServer) {
    return new Preface(isServer ? 0 : MAGIC.length);
  }

  /** Takes bytes of the magic. */
  void receive(ByteBuffer bytes) {
    while (read < MAGIC.length && bytes.hasRemaining()) {
      if (bytes.get() != MAGIC[read++]) {
        throw Receiver.protocolError("3.4", "the connection does not begin with HTTP/2's preface");
      }
    }
  }

  /** {@return whether the magic has been received} */
  boolean isComplete() {
    return read == MAGIC.length;
  }

  /** Sends this side's. */
  static void send(Connection connection) {
    Output output = connection.output;
    Http2Limits limits = connection.limits;
    if (!connection.isServer) {
      output.copy(ByteBuffer.wrap(MAGIC));
    }
    boolean isConnect = connection.isServer && limits.allowsExtendedConnect();
    output.frame(isConnect ? 36 : 30, FrameType.SETTINGS, 0, 0);
    setting(output, SettingsReceiver.HEADER_TABLE_SIZE, limits.headerTableSize());
    if (connection.isServer) {
      setting(output, SettingsReceiver.MAX_CONCURRENT_STREAMS, limits.concurrentStreams());
    } else {
      setting(output, SettingsReceiver.ENABLE_PUSH, 0);
    }
    setting(output, SettingsReceiver.INITIAL_WINDOW_SIZE, limits.streamWindow());
    setting(output, SettingsReceiver.MAX_FRAME_SIZE, limits.frameSize());
    setting(output, SettingsReceiver.MAX_HEADER_LIST_SIZE, limits.headerListSize());
    if (isConnect) {
      setting(output, SettingsReceiver.ENABLE_CONNECT_PROTOCOL, 1);
    }
    if (limits.connectionWindow() > Connection.FIRST_WINDOW) {
      output.windowUpdate(0, limits.connectionWindow() - Connection.FIRST_WINDOW);
    }
  }

  private static void setting(Output output, int setting, int value) {
    output.putShort(setting);
    output.putInt(value);
  }
}
