package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.hpack.HpackException;
import dev.gonzo.http.engine.hpack.HpackField;
import dev.gonzo.http.engine.http2.ClosedStreams.Cause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes header blocks: heads and trailers. Each is decoded, even one that is dropped. */
final class HeadersReceiver {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final Connection connection;
  private ByteBuffer block = EMPTY;
  private int stream;
  private boolean isEnd;
  private int lastProcessed = Integer.MAX_VALUE;

  HeadersReceiver(Connection connection) {
    this.connection = connection;
  }

  /** {@return whether a block has begun that is not complete} */
  boolean isInBlock() {
    return stream != 0;
  }

  int stream() {
    return stream;
  }

  /** Drops new streams from now on. */
  void refuseNew() {
    lastProcessed = connection.lastPeerStream;
  }

  /** {@return the last stream that is taken} */
  int lastProcessed() {
    return lastProcessed;
  }

  void headers(int flags, int id, ByteBuffer payload) {
    int padding = 0;
    if ((flags & FrameType.PADDED) != 0) {
      if (!payload.hasRemaining()) {
        throw FrameReader.tooShort();
      }
      padding = payload.get() & 0xFF;
    }
    int priority = (flags & FrameType.PRIORITIZED) != 0 ? 5 : 0;
    if (priority > payload.remaining()) {
      throw FrameReader.tooShort();
    }
    if (priority + padding > payload.remaining()) {
      throw FrameReader.tooMuchPadding();
    }
    payload.position(payload.position() + priority).limit(payload.limit() - padding);
    requirePossible(id);
    boolean hasEnd = (flags & FrameType.END_STREAM) != 0;
    if ((flags & FrameType.END_HEADERS) != 0) {
      complete(id, hasEnd, payload);
      return;
    }
    stream = id;
    isEnd = hasEnd;
    append(payload);
  }

  private void requirePossible(int id) {
    boolean isPeers = (id & 1) == (connection.isServer ? 1 : 0);
    if (connection.isServer ? !isPeers : connection.isIdle(id)) {
      throw Receiver.protocolError(
          "5.1.1", "HEADERS for stream %d, which the peer cannot open".formatted(id));
    }
  }

  void continuation(int flags, ByteBuffer payload) {
    if (!isInBlock()) {
      throw Receiver.protocolError("6.10", "CONTINUATION without HEADERS before it");
    }
    if (payload.remaining() < 128) {
      connection.budget.spend("a tiny CONTINUATION");
    }
    append(payload);
    if ((flags & FrameType.END_HEADERS) != 0) {
      int id = stream;
      ByteBuffer whole = block.flip();
      stream = 0;
      block = EMPTY;
      complete(id, isEnd, whole);
    }
  }

  private void append(ByteBuffer part) {
    int length = block.position() + part.remaining();
    if (length > connection.limits.headerBlockSize()) {
      throw ProtocolException.connection(
          ErrorCode.ENHANCE_YOUR_CALM,
          "RFC 9113, section 10.5.1",
          "a header block of more than %d bytes".formatted(connection.limits.headerBlockSize()));
    }
    if (block.capacity() < length) {
      block = ByteBuffer.allocate(Math.max(length, 2 * block.capacity())).put(block.flip());
    }
    block.put(part);
  }

  private void complete(int id, boolean hasEnd, ByteBuffer whole) {
    var fields = new ArrayList<HpackField>();
    boolean isWhole;
    try {
      isWhole = connection.decoder.decode(whole, fields::add);
    } catch (HpackException wrong) {
      throw ProtocolException.connection(
          ErrorCode.COMPRESSION_ERROR,
          "RFC 7541, section " + wrong.error().section(),
          wrong.error().explanation());
    }
    Stream known = connection.streams.get(id);
    if (known != null) {
      known(known, hasEnd, isWhole, fields);
    } else if (connection.isServer && id > connection.lastPeerStream) {
      opened(id, hasEnd, isWhole, fields);
    } else {
      closed(id);
    }
  }

  private void closed(int id) {
    Cause cause = connection.closed.cause(id);
    if (cause == Cause.RESET_BY_US) {
      return;
    }
    if (cause == Cause.RESET_BY_PEER) {
      throw ProtocolException.stream(
          id,
          ErrorCode.STREAM_CLOSED,
          "RFC 9113, section 5.1",
          "HEADERS on a stream that the peer has reset");
    }
    throw ProtocolException.connection(
        cause == null ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED,
        "RFC 9113, section 5.1.1",
        "HEADERS for stream %d, which is closed".formatted(id));
  }

  private void opened(int id, boolean hasEnd, boolean isWhole, List<HpackField> fields) {
    if (id > lastProcessed) {
      return;
    }
    connection.lastPeerStream = id;
    if (connection.openForPeer() >= connection.limits.concurrentStreams()) {
      throw ProtocolException.stream(
          id,
          ErrorCode.REFUSED_STREAM,
          "RFC 9113, section 5.1.2",
          "more than %d streams at once".formatted(connection.limits.concurrentStreams()));
    }
    if (!isWhole) {
      answerTooLarge(id, hasEnd);
      return;
    }
    MessageFields message = MessageFields.read(id, fields);
    Received.Request request = RequestRules.request(id, message, connection.limits);
    if (hasEnd && message.contentLength() > 0) {
      throw Receiver.malformed(id, "no data, and content-length says otherwise");
    }
    Stream opened = connection.open(id);
    opened.hasReceivedHead = true;
    opened.isHead = request.method().equals("HEAD");
    opened.isTunnel = request.method().equals("CONNECT");
    opened.expectedBytes = opened.isTunnel ? -1 : message.contentLength();
    connection.event(request);
    if (hasEnd) {
      end(opened, Headers.none());
    }
  }

  private void answerTooLarge(int id, boolean hasEnd) {
    ByteBuffer head = connection.encoder.encode(List.of(new HpackField(":status", "431")));
    connection.output.headers(id, head, true, connection.peer.maxFrameSize());
    String reason = "headers of more than %d bytes".formatted(connection.limits.headerListSize());
    if (!hasEnd) {
      throw ProtocolException.stream(id, ErrorCode.NO_ERROR, "RFC 9113, section 10.5.1", reason);
    }
    connection.closed.add(id, Cause.ENDED);
    connection.event(
        new Received.StreamViolation(id, ErrorCode.NO_ERROR, "RFC 9113, section 10.5.1", reason));
    connection.budget.spend("a request with too large headers");
  }

  private void known(Stream known, boolean hasEnd, boolean isWhole, List<HpackField> fields) {
    if (known.hasReceivedEnd) {
      throw ProtocolException.stream(
          known.id,
          ErrorCode.STREAM_CLOSED,
          "RFC 9113, section 5.1",
          "HEADERS after the end of the stream");
    }
    if (!isWhole) {
      throw ProtocolException.stream(
          known.id,
          ErrorCode.ENHANCE_YOUR_CALM,
          "RFC 9113, section 10.5.1",
          "headers of more than %d bytes".formatted(connection.limits.headerListSize()));
    }
    MessageFields message = MessageFields.read(known.id, fields);
    if (known.hasReceivedHead) {
      if (!hasEnd) {
        throw Receiver.malformed(known.id, "a second head, or trailers that do not end the stream");
      }
      end(known, TrailerRules.trailers(known.id, message));
      return;
    }
    response(known, hasEnd, message);
  }

  private void response(Stream known, boolean hasEnd, MessageFields message) {
    Received.Response response = ResponseRules.response(known.id, message);
    int status = response.status();
    if (status < 200) {
      if (hasEnd) {
        throw Receiver.malformed(known.id, "an interim response ends the stream");
      }
      connection.budget.spend("an interim response");
      connection.event(response);
      return;
    }
    known.hasReceivedHead = true;
    known.mayHaveBody = !known.isHead && status != 204 && status != 304;
    boolean isTunnel = known.isTunnel && status < 300;
    known.expectedBytes = known.mayHaveBody && !isTunnel ? message.contentLength() : -1;
    connection.event(response);
    if (hasEnd) {
      end(known, Headers.none());
    }
  }

  /** Ends what the peer sends on a stream. */
  void end(Stream ended, Headers trailers) {
    if (ended.expectedBytes >= 0 && ended.receivedBytes != ended.expectedBytes) {
      throw Receiver.malformed(ended.id, "less data than content-length says");
    }
    ended.hasReceivedEnd = true;
    connection.event(new Received.End(ended.id, trailers));
    connection.closeIfEnded(ended);
  }
}
