package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.hpack.HpackField;
import java.nio.ByteBuffer;
import java.util.List;

/** Takes what is sent, and refuses what is not possible before anything has changed. */
final class Sender {
  /** The number of the ping between the two GOAWAY frames of a drain. */
  private static final long DRAIN_PING = 0x676F_6E7A_6F67_6F21L;

  private final Connection connection;

  Sender(Connection connection) {
    this.connection = connection;
  }

  void send(Sent event) {
    if (connection.isOver) {
      throw new IllegalStateException("the connection is over; nothing can be sent");
    }
    switch (event) {
      case Sent.Request request -> request(request);
      case Sent.Response response -> response(response);
      case Sent.Data data -> data(data);
      case Sent.Trailers trailers -> trailers(trailers);
      case Sent.Read read -> read(read);
      case Sent.Reset reset -> reset(reset);
      case Sent.Ping ping -> ping(new Connection.Ping(ping.number(), false));
      case Sent.Drain _ -> drain();
      case Sent.GoAway goAway -> {
        connection.goAway(goAway.error(), goAway.debug());
        connection.end();
      }
    }
  }

  private static void require(boolean isPossible, String otherwise) {
    if (!isPossible) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** {@return why no request can be sent; empty if one can} */
  String obstacle() {
    if (connection.isServer) {
      return "a server sends no requests";
    }
    if (connection.isOver || connection.isPeerGoing || connection.isDraining) {
      return "the connection takes no new streams; use another one";
    }
    if (connection.nextStream < 0) {
      return "the connection has had all streams that there can be; use another one";
    }
    return connection.streams.size() >= connection.peer.maxConcurrentStreams()
        ? "the peer allows %d streams at once; wait until one is over"
            .formatted(connection.peer.maxConcurrentStreams())
        : "";
  }

  private void request(Sent.Request request) {
    String obstacle = obstacle();
    require(obstacle.isEmpty(), obstacle);
    if (request.stream() != connection.nextStream) {
      throw new IllegalStateException(
          "the next stream is %d, not %d".formatted(connection.nextStream, request.stream()));
    }
    require(
        request.protocol().isEmpty() || connection.peer.isConnectProtocolEnabled(),
        "the peer has not allowed extended CONNECT; wait for its settings");
    long length = HeaderFields.contentLength(request.headers());
    List<HpackField> fields = HeaderFields.of(request);
    requireLength(length, request.isEnd());
    Stream stream = connection.open(request.stream());
    connection.nextStream += 2;
    stream.isHead = request.method().equals("HEAD");
    stream.isTunnel = request.method().equals("CONNECT");
    begin(stream, length, request.isEnd());
    // At once, because the numbers of streams must grow.
    connection.output.headers(
        stream.id,
        connection.encoder.encode(fields),
        request.isEnd(),
        connection.peer.maxFrameSize());
    connection.closeIfEnded(stream);
  }

  private static void requireLength(long length, boolean isEnd) {
    if (isEnd && length > 0) {
      throw new IllegalStateException("content-length is " + length + ", and there is no body");
    }
  }

  private static void begin(Stream stream, long length, boolean isEnd) {
    stream.hasSentHead = true;
    stream.declaredBytes = length;
    stream.hasSentEnd = isEnd;
  }

  /**
   * Keeps the head of a response until it is its turn. A block that was encoded must be sent, also
   * if the stream is reset meanwhile: a peer that resets and does not read would make them pile up.
   */
  private void queue(Stream stream, List<HpackField> fields, boolean isEnd) {
    stream.heads.addLast(fields);
    stream.isEndQueued = isEnd;
    connection.makeReady(stream);
  }

  private Stream open(int id) {
    Stream stream = connection.streams.get(id);
    if (stream == null) {
      throw new IllegalStateException("stream %d is not open".formatted(id));
    }
    require(!stream.hasSentEnd, "the message of stream %d has ended", stream);
    return stream;
  }

  /** Makes the text only if it is needed: these are called for each frame. */
  private static void require(boolean isPossible, String otherwise, Stream stream) {
    if (!isPossible) {
      throw new IllegalStateException(otherwise.formatted(stream.id));
    }
  }

  private void response(Sent.Response response) {
    require(connection.isServer, "a client sends no responses");
    Stream stream = open(response.stream());
    require(!stream.hasSentHead, "stream %d has its response already", stream);
    List<HpackField> fields = HeaderFields.of(response);
    int status = response.status();
    if (status < 200) {
      require(!response.isEnd(), "a response follows an interim one, which cannot be the end");
      queue(stream, fields, false);
      return;
    }
    boolean hasBody = !stream.isHead && status != 204 && status != 304;
    boolean isTunnel = stream.isTunnel && status < 300;
    long length = HeaderFields.contentLength(response.headers());
    if (hasBody && !isTunnel) {
      requireLength(length, response.isEnd());
    }
    begin(stream, hasBody ? isTunnel ? -1 : length : 0, response.isEnd());
    queue(stream, fields, response.isEnd());
  }

  private void data(Sent.Data data) {
    Stream stream = open(data.stream());
    require(stream.hasSentHead, "stream %d has no head yet", stream);
    int bytes = data.bytes().remaining();
    requireBody(stream, stream.acceptedBytes + bytes, data.isEnd());
    stream.acceptedBytes += bytes;
    if (bytes > 0) {
      stream.queue.addLast(data.bytes().slice());
      stream.queuedBytes += bytes;
    }
    endQueue(stream, data.isEnd());
  }

  private static void requireBody(Stream stream, long bytes, boolean isEnd) {
    long declared = stream.declaredBytes;
    boolean isTooLong = declared >= 0 && bytes > declared;
    boolean isTooShort = isEnd && bytes < declared;
    if (isTooLong || isTooShort) {
      throw new IllegalStateException(
          "stream %d was to have %d bytes of data, and has %d"
              .formatted(stream.id, declared, bytes));
    }
  }

  private void endQueue(Stream stream, boolean isEnd) {
    if (isEnd) {
      stream.isEndQueued = true;
      stream.hasSentEnd = true;
    }
    connection.makeReady(stream);
  }

  private void trailers(Sent.Trailers trailers) {
    Stream stream = open(trailers.stream());
    require(stream.hasSentHead, "stream %d has no head yet", stream);
    requireBody(stream, stream.acceptedBytes, true);
    List<HpackField> fields = HeaderFields.of(trailers);
    if (!fields.isEmpty()) {
      stream.trailers = fields;
    }
    endQueue(stream, true);
  }

  private void read(Sent.Read read) {
    Stream stream = connection.streams.get(read.stream());
    Long leftover = connection.leftovers.get(read.stream());
    long unread = stream != null ? stream.unread : leftover != null ? leftover : Long.MAX_VALUE;
    if (read.bytes() < 0 || read.bytes() > unread) {
      throw new IllegalArgumentException(
          "stream %d has %d bytes to read, not %d".formatted(read.stream(), unread, read.bytes()));
    }
    if (stream != null) {
      stream.unread -= read.bytes();
      connection.returnCredit(stream, read.bytes());
    } else if (leftover != null) {
      if (read.bytes() == unread) {
        connection.leftovers.remove(read.stream());
      } else {
        connection.leftovers.put(read.stream(), unread - read.bytes());
      }
      connection.returnCredit(read.bytes());
    }
  }

  private void reset(Sent.Reset reset) {
    if (reset.stream() <= 0 || connection.isIdle(reset.stream())) {
      throw new IllegalStateException("stream %d was never open".formatted(reset.stream()));
    }
    if (connection.streams.containsKey(reset.stream())) {
      connection.reset(reset.stream(), reset.error());
      return;
    }
    Long leftover = connection.leftovers.remove(reset.stream());
    if (leftover != null) {
      connection.returnCredit(leftover);
    }
  }

  private void ping(Connection.Ping ping) {
    connection.pings.addLast(ping);
    connection.pingsSent++;
    connection.output.ping(ping.number(), false);
  }

  private void drain() {
    if (connection.isDraining) {
      return;
    }
    connection.isDraining = true;
    if (connection.isServer) {
      connection.output.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, ByteBuffer.allocate(0));
      ping(new Connection.Ping(DRAIN_PING, true));
    } else {
      connection.goAway(ErrorCode.NO_ERROR, "");
      connection.isLastStreamSaid = true;
      connection.endIfDrained();
    }
  }
}
