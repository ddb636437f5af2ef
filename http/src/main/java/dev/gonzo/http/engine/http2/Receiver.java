package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.http2.ClosedStreams.Cause;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Takes frames, and changes the connection by them. */
final class Receiver implements FrameReader.Handler {
  private static final int TINY_UPDATE = 256;

  private final Connection connection;
  private final HeadersReceiver headers;
  private final SettingsReceiver settings;

  /** The stream of the DATA frame being received; null if its bytes are dropped. */
  private @Nullable Stream current;

  Receiver(Connection connection) {
    this.connection = connection;
    headers = new HeadersReceiver(connection);
    settings = new SettingsReceiver(connection);
  }

  /** {@return whether a header block has begun that is not complete} */
  boolean isInBlock() {
    return headers.isInBlock();
  }

  static ProtocolException protocolError(String section, String reason) {
    return ProtocolException.connection(
        ErrorCode.PROTOCOL_ERROR, "RFC 9113, section " + section, reason);
  }

  private static ProtocolException wrongSize(String section, String frame) {
    return ProtocolException.connection(
        ErrorCode.FRAME_SIZE_ERROR,
        "RFC 9113, section " + section,
        "a %s frame has a wrong length".formatted(frame));
  }

  @Override
  public void head(int length, int type, int flags, int stream) {
    if (length > connection.limits.frameSize()) {
      throw ProtocolException.connection(
          ErrorCode.FRAME_SIZE_ERROR,
          "RFC 9113, section 4.2",
          "a frame of %d bytes, and %d are allowed"
              .formatted(length, connection.limits.frameSize()));
    }
    boolean isAnswer = (flags & FrameType.ACK) != 0;
    if (!connection.hasPeerSettings && (type != FrameType.SETTINGS || isAnswer)) {
      throw protocolError("3.4", "the first frame is not SETTINGS");
    }
    if (headers.isInBlock() && (type != FrameType.CONTINUATION || stream != headers.stream())) {
      throw protocolError("6.10", "a header block is interrupted by another frame");
    }
    boolean isOfConnection =
        type == FrameType.SETTINGS || type == FrameType.PING || type == FrameType.GOAWAY;
    if (isOfConnection && stream != 0) {
      throw protocolError("6", "a frame of the connection names stream " + stream);
    }
    boolean isOfStream = type <= FrameType.RST_STREAM || type == FrameType.CONTINUATION;
    if (isOfStream && stream == 0) {
      throw protocolError("6", "a frame of a stream names stream 0");
    }
    boolean isEmpty = length == 0 && (flags & FrameType.END_STREAM) == 0;
    if (type > FrameType.CONTINUATION) {
      connection.budget.spend("one of an unknown type");
    } else if (isEmpty && type == FrameType.DATA) {
      connection.budget.spend("DATA without data");
    }
  }

  @Override
  public void dataStart(int length, int id) {
    current = null;
    if (connection.isIdle(id)) {
      throw protocolError("5.1", "DATA for stream %d, which was never opened".formatted(id));
    }
    if (length > connection.receiveWindow) {
      throw ProtocolException.connection(
          ErrorCode.FLOW_CONTROL_ERROR,
          "RFC 9113, section 6.9.1",
          "DATA of %d bytes, and the window of the connection has %d"
              .formatted(length, connection.receiveWindow));
    }
    connection.receiveWindow -= length;
    try {
      current = receiving(id, length);
    } finally {
      if (current == null) {
        connection.returnCredit(length);
      }
    }
  }

  private @Nullable Stream receiving(int id, int length) {
    Stream stream = connection.streams.get(id);
    if (stream == null) {
      requireOnItsWay(id, "DATA");
      return null;
    }
    if (stream.hasReceivedEnd) {
      throw ProtocolException.stream(
          id, ErrorCode.STREAM_CLOSED, "RFC 9113, section 5.1", "DATA after the end of the stream");
    }
    if (!stream.hasReceivedHead) {
      throw ProtocolException.stream(
          id, ErrorCode.PROTOCOL_ERROR, "RFC 9113, section 8.1", "DATA before a response");
    }
    if (length > stream.receiveWindow) {
      throw ProtocolException.stream(
          id,
          ErrorCode.FLOW_CONTROL_ERROR,
          "RFC 9113, section 6.9.1",
          "DATA of %d bytes, and the window of the stream has %d"
              .formatted(length, stream.receiveWindow));
    }
    stream.receiveWindow -= length;
    return stream;
  }

  /** Finds whether a frame for a closed stream may have been sent before the peer knew. */
  private void requireOnItsWay(int id, String frame) {
    Cause cause = connection.closed.cause(id);
    if (cause == Cause.RESET_BY_US) {
      return;
    }
    if (cause == Cause.RESET_BY_PEER) {
      throw ProtocolException.stream(
          id,
          ErrorCode.STREAM_CLOSED,
          "RFC 9113, section 5.1",
          frame + " on a stream that the peer has reset");
    }
    if (isAboveLast(id)) {
      return;
    }
    throw ProtocolException.connection(
        ErrorCode.STREAM_CLOSED,
        "RFC 9113, section 5.1",
        "%s for stream %d, which is closed".formatted(frame, id));
  }

  private boolean isAboveLast(int id) {
    return connection.isServer && connection.isLastStreamSaid && id > headers.lastProcessed();
  }

  @Override
  public void dataLength(int length, int padding) {
    Stream stream = current;
    if (stream == null) {
      return;
    }
    if (padding > 0) {
      connection.returnCredit(stream, padding);
    }
    if (length == 0 && padding > 0) {
      connection.budget.spend("DATA without data");
    }
    stream.receivedBytes += length;
    if (length > 0 && !stream.mayHaveBody) {
      dropCurrent(length);
      throw malformed(stream.id, "DATA in a response that has no body");
    }
    if (stream.expectedBytes >= 0 && stream.receivedBytes > stream.expectedBytes) {
      dropCurrent(length);
      throw malformed(stream.id, "more data than content-length says");
    }
  }

  private void dropCurrent(int length) {
    current = null;
    connection.returnCredit(length);
  }

  static ProtocolException malformed(int stream, String reason) {
    return ProtocolException.stream(
        stream, ErrorCode.PROTOCOL_ERROR, "RFC 9113, section 8.1.1", reason);
  }

  @Override
  public void data(ByteBuffer bytes) {
    Stream stream = current;
    if (stream == null) {
      return;
    }
    if (stream.isClosed) {
      connection.returnCredit(bytes.remaining());
      return;
    }
    stream.unread += bytes.remaining();
    connection.event(new Received.Data(stream.id, bytes));
  }

  @Override
  public void dataEnd(int flags) {
    Stream stream = current;
    current = null;
    if (stream == null || stream.isClosed) {
      return;
    }
    if ((flags & FrameType.END_STREAM) != 0) {
      headers.end(stream, Headers.none());
    }
  }

  @Override
  public void frame(int type, int flags, int stream, ByteBuffer payload) {
    switch (type) {
      case FrameType.HEADERS -> headers.headers(flags, stream, payload);
      case FrameType.CONTINUATION -> headers.continuation(flags, payload);
      case FrameType.PRIORITY -> priority(stream, payload);
      case FrameType.RST_STREAM -> reset(stream, payload);
      case FrameType.SETTINGS -> settings.settings(flags, payload);
      case FrameType.PUSH_PROMISE ->
          throw protocolError("8.4", "PUSH_PROMISE, which this side does not take");
      case FrameType.PING -> ping(flags, payload);
      case FrameType.GOAWAY -> goAway(payload);
      default -> windowUpdate(stream, payload);
    }
  }

  private void priority(int stream, ByteBuffer payload) {
    connection.budget.spend("PRIORITY");
    if (payload.remaining() != 5) {
      throw ProtocolException.stream(
          stream,
          ErrorCode.FRAME_SIZE_ERROR,
          "RFC 9113, section 6.3",
          "a PRIORITY frame has a wrong length");
    }
  }

  private void reset(int id, ByteBuffer payload) {
    if (payload.remaining() != 4) {
      throw wrongSize("6.4", "RST_STREAM");
    }
    if (connection.isIdle(id)) {
      throw protocolError("6.4", "RST_STREAM for stream %d, which was never opened".formatted(id));
    }
    connection.budget.spend("RST_STREAM");
    Stream stream = connection.streams.get(id);
    if (stream != null) {
      connection.event(new Received.Reset(id, ErrorCode.of(payload.getInt())));
      connection.close(stream, Cause.RESET_BY_PEER);
    }
  }

  private void ping(int flags, ByteBuffer payload) {
    if (payload.remaining() != 8) {
      throw wrongSize("6.7", "PING");
    }
    long number = payload.getLong();
    if ((flags & FrameType.ACK) == 0) {
      connection.budget.spend("PING");
      connection.output.ping(number, true);
      connection.countAnswer(FrameType.HEADER_BYTES + 8);
      return;
    }
    for (Connection.Ping each : connection.pings) {
      if (each.number() == number) {
        connection.pings.remove(each);
        pong(each);
        return;
      }
    }
    connection.budget.spend("an answer to no PING");
  }

  private void pong(Connection.Ping ping) {
    if (!ping.isDrain()) {
      connection.event(new Received.Pong(ping.number()));
      return;
    }
    connection.goAway(ErrorCode.NO_ERROR, "");
    headers.refuseNew();
    connection.isLastStreamSaid = true;
    connection.endIfDrained();
  }

  private void goAway(ByteBuffer payload) {
    if (payload.remaining() < 8) {
      throw wrongSize("6.8", "GOAWAY");
    }
    int last = payload.getInt() & 0x7FFFFFFF;
    ErrorCode error = ErrorCode.of(payload.getInt());
    if (last > connection.peerLastStream) {
      throw protocolError("6.8", "GOAWAY with a higher last stream than the one before");
    }
    connection.budget.spend("GOAWAY");
    connection.peerLastStream = last;
    connection.isPeerGoing = true;
    String debug = StandardCharsets.UTF_8.decode(payload).toString();
    connection.event(new Received.GoAway(last, error, debug));
    if (connection.isServer) {
      return;
    }
    for (Stream stream : new ArrayList<>(connection.streams.values())) {
      if (stream.id > last) {
        connection.event(new Received.Refused(stream.id));
        connection.close(stream, Cause.RESET_BY_US);
      }
    }
  }

  private void windowUpdate(int id, ByteBuffer payload) {
    if (payload.remaining() != 4) {
      throw wrongSize("6.9", "WINDOW_UPDATE");
    }
    int increment = payload.getInt() & 0x7FFFFFFF;
    if (id != 0 && connection.isIdle(id)) {
      throw protocolError("5.1", "WINDOW_UPDATE for stream %d, never opened".formatted(id));
    }
    if (increment < TINY_UPDATE) {
      connection.budget.tinyUpdate();
    }
    if (increment == 0) {
      throw error(id, ErrorCode.PROTOCOL_ERROR, "6.9", "a WINDOW_UPDATE of 0");
    }
    if (id == 0) {
      connection.sendWindow += increment;
      requireWindow(0, connection.sendWindow);
      return;
    }
    Stream stream = connection.streams.get(id);
    if (stream != null) {
      stream.sendWindow += increment;
      requireWindow(id, stream.sendWindow);
      connection.makeReady(stream);
    }
  }

  private static void requireWindow(int id, long window) {
    if (window > Integer.MAX_VALUE) {
      throw error(
          id, ErrorCode.FLOW_CONTROL_ERROR, "6.9.1", "WINDOW_UPDATE beyond a window of 2^31-1");
    }
  }

  private static ProtocolException error(int id, ErrorCode error, String section, String reason) {
    String where = "RFC 9113, section " + section;
    return id == 0
        ? ProtocolException.connection(error, where, reason)
        : ProtocolException.stream(id, error, where, reason);
  }
}
