package dev.gonzo.http.engine.http2;

import java.nio.ByteBuffer;

/** Takes SETTINGS: ours acknowledged, or the peer's changed (RFC 9113, section 6.5). */
final class SettingsReceiver {
  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;
  static final int ENABLE_CONNECT_PROTOCOL = 8;

  /** More settings than there are known ones cost as much as frames: each may move all windows. */
  private static final int USUAL = 32;

  private static final String SECTION = "6.5.2";

  private final Connection connection;

  SettingsReceiver(Connection connection) {
    this.connection = connection;
  }

  void settings(int flags, ByteBuffer payload) {
    boolean isAnswer = (flags & FrameType.ACK) != 0;
    if (payload.remaining() % 6 != 0 || (isAnswer && payload.hasRemaining())) {
      throw ProtocolException.connection(
          ErrorCode.FRAME_SIZE_ERROR,
          "RFC 9113, section 6.5",
          "a SETTINGS frame has a wrong length");
    }
    if (isAnswer) {
      acknowledged();
      return;
    }
    if (connection.hasPeerSettings) {
      connection.budget.spend("SETTINGS");
    }
    int others = payload.remaining() / 6 - USUAL;
    for (int i = 0; i < others; i++) {
      connection.budget.spend("SETTINGS with many settings");
    }
    while (payload.hasRemaining()) {
      set(payload.getShort() & 0xFFFF, payload.getInt() & 0xFFFFFFFFL);
    }
    connection.hasPeerSettings = true;
    connection.output.frame(0, FrameType.SETTINGS, FrameType.ACK, 0);
    connection.countAnswer(FrameType.HEADER_BYTES);
    connection.event(new Received.SettingsChanged(connection.peer));
  }

  private void acknowledged() {
    if (connection.areSettingsAcknowledged) {
      connection.budget.spend("an acknowledgement of no SETTINGS");
      return;
    }
    connection.areSettingsAcknowledged = true;
    connection.decoder.setTableSize(connection.limits.headerTableSize());
    long change = connection.limits.streamWindow() - (long) Connection.FIRST_WINDOW;
    connection.streams.values().forEach(each -> each.receiveWindow += change);
  }

  private void set(int setting, long value) {
    PeerSettings old = connection.peer;
    switch (setting) {
      case HEADER_TABLE_SIZE -> {
        connection.encoder.setTableSize((int) Math.min(value, Integer.MAX_VALUE));
        change(old, value, old.initialWindowSize(), old.maxFrameSize());
      }
      case ENABLE_PUSH -> require(value <= (connection.isServer ? 1 : 0), "ENABLE_PUSH", value);
      case MAX_CONCURRENT_STREAMS ->
          connection.peer =
              new PeerSettings(
                  old.headerTableSize(),
                  value,
                  old.initialWindowSize(),
                  old.maxFrameSize(),
                  old.maxHeaderListSize(),
                  old.isConnectProtocolEnabled());
      case INITIAL_WINDOW_SIZE -> {
        moveWindows(value);
        change(old, old.headerTableSize(), (int) value, old.maxFrameSize());
      }
      case MAX_FRAME_SIZE -> {
        require(value >= 16_384 && value < 1 << 24, "MAX_FRAME_SIZE", value);
        change(old, old.headerTableSize(), old.initialWindowSize(), (int) value);
      }
      case MAX_HEADER_LIST_SIZE -> limits(old, value, old.isConnectProtocolEnabled());
      case ENABLE_CONNECT_PROTOCOL -> {
        boolean isTakenBack = old.isConnectProtocolEnabled() && value == 0;
        require(value <= 1 && !isTakenBack, "ENABLE_CONNECT_PROTOCOL", value);
        limits(old, old.maxHeaderListSize(), value == 1);
      }
      default -> {
        // Unknown settings are ignored (section 6.5.2).
      }
    }
  }

  private void change(PeerSettings old, long tableSize, int windowSize, int frameSize) {
    connection.peer =
        new PeerSettings(
            tableSize,
            old.maxConcurrentStreams(),
            windowSize,
            frameSize,
            old.maxHeaderListSize(),
            old.isConnectProtocolEnabled());
  }

  private void limits(PeerSettings old, long listSize, boolean isConnectEnabled) {
    connection.peer =
        new PeerSettings(
            old.headerTableSize(),
            old.maxConcurrentStreams(),
            old.initialWindowSize(),
            old.maxFrameSize(),
            listSize,
            isConnectEnabled);
  }

  private static void require(boolean isAllowed, String setting, long value) {
    if (!isAllowed) {
      throw Receiver.protocolError(SECTION, "SETTINGS_%s is %d".formatted(setting, value));
    }
  }

  private void moveWindows(long size) {
    if (size > Integer.MAX_VALUE) {
      throw ProtocolException.connection(
          ErrorCode.FLOW_CONTROL_ERROR,
          "RFC 9113, section 6.5.2",
          "SETTINGS_INITIAL_WINDOW_SIZE is " + size);
    }
    long change = size - connection.peer.initialWindowSize();
    for (Stream stream : connection.streams.values()) {
      stream.sendWindow += change;
      if (stream.sendWindow > Integer.MAX_VALUE) {
        throw ProtocolException.connection(
            ErrorCode.FLOW_CONTROL_ERROR,
            "RFC 9113, section 6.9.2",
            "SETTINGS_INITIAL_WINDOW_SIZE moves a window beyond 2^31-1");
      }
      connection.makeReady(stream);
    }
  }
}
