package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a connection of HTTP/1.1 (RFC 9112). For each request it receives a {@link
 * RequestHead}, {@link Data} and an {@link EndOfMessage}, and sends a {@link ResponseHead}, {@link
 * Data} and an {@link EndOfMessage}; the response may begin before the request has ended.
 *
 * <pre>{@code
 * var engine = new Http1Server(Http1Limits.defaults());
 * for (ServerInput event : engine.receive(bytes)) {
 *   if (event instanceof EndOfMessage) {
 *     engine.send(ResponseHead.of(200, Headers.of("content-length", "2")));
 *     engine.send(new Data(ByteBuffer.wrap("ok".getBytes(US_ASCII))));
 *     engine.send(EndOfMessage.plain());
 *   }
 * }
 * channel.write(engine.bytesToSend());
 * }</pre>
 *
 * <p>Requests may be pipelined: the bytes of the next one are taken when the response was sent, so
 * call {@link #receive} again then with what it left. The engine decides how a body is delimited:
 * by {@code content-length} if the head has it, else in chunks, or by the end of the connection to
 * a peer of HTTP/1.0. It writes the field {@code connection}.
 *
 * <p>A violation is answered with its status, and the connection is closed. Closing a socket while
 * unread bytes arrive can destroy the response on its way: end the output first, and read and drop
 * what comes for a while.
 */
public final class Http1Server extends Http1Connection<ServerInput, ServerOutput> {
  private enum Receiving {
    HEAD,
    BODY,
    END
  }

  private enum Sending {
    NOTHING,
    HEAD,
    BODY,
    END
  }

  private final RequestReader reader;
  private Receiving receiving = Receiving.HEAD;
  private Sending sending = Sending.NOTHING;
  private @Nullable RequestHead request;
  private long requests;
  private long drained;
  private boolean isPersistent = true;
  private boolean hasEnded;
  private boolean isUpgrade;

  /** Whether the client waits for a response 100 before it sends its body. */
  private boolean isContinueAwaited;

  /**
   * Creates an engine for a new connection.
   *
   * @param limits what it accepts
   */
  public Http1Server(Http1Limits limits) {
    super(limits);
    reader = new RequestReader(lines, fields, limits);
  }

  @Override
  boolean step(ByteBuffer bytes, List<ServerInput> events) {
    return switch (receiving) {
      case HEAD -> readHead(bytes, events);
      case BODY -> readBody(bytes, events);
      case END -> false;
    };
  }

  private boolean readHead(ByteBuffer bytes, List<ServerInput> events) {
    RequestHead head = reader.read(bytes);
    if (head == null) {
      return false;
    }
    HeadFields seen = HeadFields.of(head.headers());
    beginBody(head, seen);
    request = head;
    requests++;
    receiving = Receiving.BODY;
    sending = Sending.HEAD;
    drained = 0;
    isPersistent = seen.isPersistent(head.version());
    isUpgrade = seen.isUpgrade() && head.version() == Version.HTTP_1_1;
    isContinueAwaited = head.expectation() == Expectation.CONTINUE && body.kind() != BodyKind.NONE;
    events.add(head);
    return true;
  }

  private void beginBody(RequestHead head, HeadFields seen) {
    boolean isNew = head.version() == Version.HTTP_1_1;
    String host = seen.host();
    if (seen.hosts() > 1 || (isNew && seen.hosts() == 0)) {
      throw bad("a request has exactly one field host", "RFC 9112, 3.2");
    }
    if (host != null && !Targets.isHost(host, false)) {
      throw bad("the field host is not a host", "RFC 9110, 7.2");
    }
    Targets.check(head.method(), head.target(), host);
    if (seen.hasCodings()) {
      RequestFraming.checkCodings(seen, isNew);
      body.begin(BodyKind.CHUNKED, 0);
    } else if (seen.hasLength()) {
      long length = RequestFraming.length(seen);
      body.begin(length == 0 ? BodyKind.NONE : BodyKind.LENGTH, length);
    } else {
      body.begin(BodyKind.NONE, 0);
    }
    if (head.method().equals("CONNECT") && body.kind() != BodyKind.NONE) {
      throw bad("CONNECT has a body", "RFC 9110, 9.3.6");
    }
  }

  private boolean readBody(ByteBuffer bytes, List<ServerInput> events) {
    if (sending == Sending.END) {
      return drain(bytes);
    }
    isContinueAwaited &= !bytes.hasRemaining();
    if (!body.read(bytes, events)) {
      return false;
    }
    events.add(end());
    receiving = Receiving.END;
    return true;
  }

  /** Takes the rest of a request that was answered. */
  private boolean drain(ByteBuffer bytes) {
    int from = bytes.position();
    int end = bytes.limit();
    // What is behind the limit is not looked at, so that it makes no difference how bytes arrive.
    long most = limits.drained() - drained;
    bytes.limit((int) Math.min(end, from + most));
    boolean isEnd;
    try {
      isEnd = body.read(bytes, null);
    } finally {
      bytes.limit(end);
    }
    drained += bytes.position() - from;
    if (isEnd) {
      receiving = Receiving.END;
      next();
    } else if (bytes.hasRemaining()) {
      close();
    }
    return isEnd;
  }

  private EndOfMessage end() {
    return body.trailers().size() == 0 ? EndOfMessage.plain() : new EndOfMessage(body.trailers());
  }

  /** Begins the next request, if both messages have ended. */
  private void next() {
    if (sending != Sending.END || receiving != Receiving.END) {
      return;
    }
    if (!isPersistent || hasEnded) {
      close();
      return;
    }
    request = null;
    receiving = Receiving.HEAD;
    sending = Sending.NOTHING;
    lines.release();
  }

  @Override
  void add(BodyInput event, List<ServerInput> events) {
    events.add(event);
  }

  @Override
  void refuse(Violation violation, List<ServerInput> events) {
    if (sending == Sending.NOTHING || sending == Sending.HEAD) {
      heads.response(ResponseHead.of(violation.status(), RequestFraming.NO_BODY), false, "close");
    }
    sending = Sending.END;
    events.add(violation);
  }

  @Override
  public List<ServerInput> receiveEnd() {
    if (isClosed() || isUpgraded() || hasEnded) {
      return List.of();
    }
    hasEnded = true;
    boolean isCut =
        receiving == Receiving.BODY || (receiving == Receiving.HEAD && reader.hasBegun());
    if (isCut && sending != Sending.END) {
      close();
      var events = new ArrayList<ServerInput>(1);
      refuse(new Violation(400, "the request was cut short", "RFC 9112, 8"), events);
      return events;
    }
    if (isCut || receiving == Receiving.HEAD) {
      close();
    }
    return List.of(new ConnectionEnd());
  }

  @Override
  public void send(ServerOutput event) {
    requireOpen();
    switch (event) {
      case ResponseHead head when head.isInformational() -> informational(head);
      case ResponseHead head when head.status() == 101 -> switchProtocols(head);
      case ResponseHead head -> respond(head);
      case Data data -> {
        requireBody();
        writer.data(data.bytes());
      }
      case Transferred transferred -> {
        requireBody();
        writer.transferred(transferred.bytes());
      }
      case EndOfMessage end -> {
        requireBody();
        BodyKind kind = writer.kind();
        writer.end(end.trailers());
        sending = Sending.END;
        isPersistent &= kind != BodyKind.UNTIL_CLOSE;
        endResponse();
      }
      case Close _ -> close();
    }
  }

  /**
   * Returns all bytes to send, for one gathered write; like {@link #bytesToSend}, which returns the
   * first of these buffers.
   *
   * @return the buffers, in order; empty if there is nothing to send. Valid until the next call of
   *     another method
   */
  public List<ByteBuffer> buffersToSend() {
    return output.all();
  }

  /** Closes if the rest of a request is not worth reading. */
  private void endResponse() {
    if (receiving == Receiving.BODY && (!isPersistent || body.left() > limits.drained())) {
      close();
    } else {
      next();
    }
  }

  private RequestHead requireHead() {
    if (sending == Sending.HEAD && request != null) {
      return request;
    }
    throw new IllegalStateException(
        sending == Sending.BODY
            ? "the head of this response was sent: send Data and EndOfMessage"
            : "there is no request to answer: wait for the next RequestHead");
  }

  private void requireBody() {
    if (sending != Sending.BODY) {
      throw new IllegalStateException(
          "there is no response to continue: send a ResponseHead first");
    }
  }

  private void informational(ResponseHead head) {
    RequestHead answered = requireHead();
    ResponseFraming.requireNoLength(head);
    if (answered.version() == Version.HTTP_1_0) {
      throw new IllegalStateException(
          "a client of HTTP/1.0 knows no informational responses: look at the version of the request");
    }
    heads.response(head, false, "");
    isContinueAwaited &= head.status() != 100;
  }

  private void switchProtocols(ResponseHead head) {
    requireHead();
    ResponseFraming.requireNoLength(head);
    if (!isUpgrade || receiving != Receiving.END) {
      throw new IllegalStateException(
          isUpgrade
              ? "the request has not ended: send 101 after its EndOfMessage"
              : "the request asks for no other protocol: 101 is for one with upgrade");
    }
    if (!head.headers().has("upgrade")) {
      throw new IllegalArgumentException("a response 101 names the protocol in the field upgrade");
    }
    heads.response(head, false, "upgrade");
    upgrade();
  }

  private void respond(ResponseHead head) {
    RequestHead answered = requireHead();
    HeadFields seen = HeadFields.of(head.headers());
    BodyKind kind = ResponseFraming.kind(answered, head, seen);
    long length = kind == BodyKind.LENGTH ? seen.length() : 0;
    if (answered.method().equals("CONNECT") && head.status() / 100 == 2) {
      heads.response(head, false, "");
      upgrade();
      return;
    }
    // A client that still waits for a 100 may send the body or not, so no request can follow.
    isPersistent &=
        !seen.isClose()
            && !isContinueAwaited
            && !hasEnded
            && kind != BodyKind.UNTIL_CLOSE
            && (receiving == Receiving.END || body.left() <= limits.drained());
    // Nothing that it sends now is asked for, so it has the usual time for it.
    isContinueAwaited = false;
    boolean isOld = answered.version() == Version.HTTP_1_0;
    heads.response(
        head, kind == BodyKind.CHUNKED, !isPersistent ? "close" : isOld ? "keep-alive" : "");
    writer.begin(kind, length);
    sending = Sending.BODY;
  }

  @Override
  Optional<Wait> readingWait() {
    return switch (receiving) {
      case HEAD -> {
        if (reader.hasBegun()) {
          yield reading(Wait.Reason.HEAD, requests, limits.head());
        }
        yield requests == 0
            ? reading(Wait.Reason.IDLE, 0, limits.idle())
            : reading(Wait.Reason.KEEP_ALIVE, requests, limits.keepAlive());
      }
      case BODY ->
          isContinueAwaited
              ? Optional.empty()
              : reading(Wait.Reason.BODY, requests, limits.bodyTime());
      case END -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    String state =
        isUpgraded()
            ? "upgraded"
            : isClosed() ? "closed" : "receiving " + receiving + ", sending " + sending;
    return "HTTP/1.1 server, request %d: %s%s"
        .formatted(requests, state, isPersistent ? "" : ", last request");
  }
}
