package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The client's end of a connection of HTTP/1.1 (RFC 9112). It sends a {@link RequestHead}, {@link
 * Data} and an {@link EndOfMessage} for each request, and receives a {@link ResponseHead}, {@link
 * Data} and an {@link EndOfMessage}, behind any informational heads.
 *
 * <pre>{@code
 * var engine = new Http1Client(Http1Limits.defaults());
 * engine.send(RequestHead.of("GET", "/", Headers.of("host", "example.com")));
 * engine.send(EndOfMessage.plain());
 * channel.write(engine.bytesToSend());
 * for (ClientInput event : engine.receive(bytes)) { ... }
 * }</pre>
 *
 * <p>A request may be sent before the response to the last one has come (pipelining); responses
 * come in the order of the requests. The engine decides how a body is delimited: by {@code
 * content-length} if the head has it, and in chunks if it has {@code transfer-encoding: chunked} or
 * the method is POST, PUT or PATCH. Other requests have no body.
 */
public final class Http1Client extends Http1Connection<ClientInput, ClientOutput> {
  private enum Sending {
    HEAD,
    BODY
  }

  private record Asked(RequestHead head, boolean isUpgrade) {}

  private final ResponseReader reader;
  private final ArrayDeque<Asked> asked = new ArrayDeque<>(1);
  private Sending sending = Sending.HEAD;
  private boolean isInBody;
  private boolean isPersistent = true;

  /** Whether a request is on its way after which the connection may belong to another protocol. */
  private boolean isUpgradeAsked;

  private boolean isCloseAsked;
  private int informational;
  private long responses;

  /** Counts heads, so that each has its own time. */
  private long headsRead;

  /**
   * Creates an engine for a new connection.
   *
   * @param limits what it accepts
   */
  public Http1Client(Http1Limits limits) {
    super(limits);
    reader = new ResponseReader(lines, fields, limits);
  }

  /**
   * {@return whether another request can be sent: the last one has ended, and the connection stays
   * open after its response}
   */
  public boolean isReusable() {
    return !isClosed()
        && !isUpgraded()
        && sending == Sending.HEAD
        && isPersistent
        && !isUpgradeAsked
        && !isCloseAsked;
  }

  @Override
  boolean step(ByteBuffer bytes, List<ClientInput> events) {
    if (isInBody) {
      return readBody(bytes, events);
    }
    Asked first = asked.peek();
    if (first == null) {
      if (bytes.hasRemaining()) {
        throw bad("bytes arrived although no request was sent", "RFC 9112, 9.2");
      }
      return false;
    }
    ResponseHead head = reader.read(bytes);
    if (head == null) {
      return false;
    }
    headsRead++;
    begin(first, head, events);
    return true;
  }

  private void begin(Asked first, ResponseHead head, List<ClientInput> events) {
    if (head.isInformational()) {
      if (++informational > limits.informational()) {
        throw bad("there are too many informational responses", "limit informational");
      }
      events.add(head);
      return;
    }
    if (head.status() == 101 && !first.isUpgrade()) {
      throw bad("a response changes the protocol although no one asked", "RFC 9110, 15.2.2");
    }
    if (head.status() == 101 && !writer.isComplete()) {
      throw bad("a response changes the protocol before the request has ended", "RFC 9110, 7.8");
    }
    boolean isTunnel = first.head().method().equals("CONNECT") && head.status() / 100 == 2;
    if (head.status() == 101 || isTunnel) {
      events.add(head);
      events.add(new Upgraded());
      asked.clear();
      upgrade();
      return;
    }
    HeadFields seen = HeadFields.of(head.headers());
    beginBody(first.head(), head, seen);
    isPersistent &= seen.isPersistent(head.version()) && body.kind() != BodyKind.UNTIL_CLOSE;
    isInBody = true;
    events.add(head);
  }

  private void beginBody(RequestHead request, ResponseHead head, HeadFields seen) {
    boolean isEmpty =
        request.method().equals("HEAD") || head.status() == 204 || head.status() == 304;
    if (isEmpty) {
      body.begin(BodyKind.NONE, 0);
    } else if (seen.hasCodings()) {
      RequestFraming.checkCodings(seen, head.version() == Version.HTTP_1_1);
      body.begin(BodyKind.CHUNKED, 0);
    } else if (seen.hasLength()) {
      body.begin(BodyKind.LENGTH, RequestFraming.length(seen));
    } else {
      body.begin(BodyKind.UNTIL_CLOSE, 0);
    }
  }

  private boolean readBody(ByteBuffer bytes, List<ClientInput> events) {
    if (!body.read(bytes, events)) {
      return false;
    }
    end(events);
    return true;
  }

  private void end(List<ClientInput> events) {
    events.add(new EndOfMessage(body.trailers()));
    asked.remove();
    isInBody = false;
    informational = 0;
    responses++;
    lines.release();
    isUpgradeAsked &= !asked.isEmpty();
    if (!isPersistent || (isCloseAsked && asked.isEmpty())) {
      close();
    }
  }

  @Override
  void add(BodyInput event, List<ClientInput> events) {
    events.add(event);
  }

  @Override
  void refuse(Violation violation, List<ClientInput> events) {
    output.clear();
    int status = violation.status() == 408 ? 504 : 502;
    events.add(new Violation(status, violation.reason(), violation.section()));
  }

  @Override
  public List<ClientInput> receiveEnd() {
    if (isClosed() || isUpgraded()) {
      return List.of();
    }
    close();
    if (isInBody && body.kind() == BodyKind.UNTIL_CLOSE) {
      return List.of(EndOfMessage.plain(), new ConnectionEnd());
    }
    if (isInBody || reader.hasBegun() || informational > 0) {
      return List.of(new Violation(502, "the response was cut short", "RFC 9112, 8"));
    }
    return List.of(new ConnectionEnd());
  }

  @Override
  public void send(ClientOutput event) {
    requireOpen();
    switch (event) {
      case RequestHead head -> ask(head);
      case Data data -> {
        requireBody();
        writer.data(data.bytes());
      }
      case EndOfMessage end -> {
        requireBody();
        writer.end(end.trailers());
        sending = Sending.HEAD;
      }
      case Close _ -> close();
    }
  }

  private void requireBody() {
    if (sending != Sending.BODY) {
      throw new IllegalStateException("there is no request to continue: send a RequestHead first");
    }
  }

  private void ask(RequestHead head) {
    if (sending == Sending.BODY) {
      throw new IllegalStateException(
          "the last request has not ended: send its EndOfMessage first");
    }
    if (!isReusable()) {
      throw new IllegalStateException(
          "no request can follow the last one on this connection: open another");
    }
    HeadFields seen = HeadFields.of(head.headers());
    BodyKind kind = ClientFraming.kind(head, seen);
    boolean isUpgrade = head.headers().has("upgrade");
    asked.add(new Asked(head, isUpgrade));
    isUpgradeAsked = isUpgrade || head.method().equals("CONNECT");
    isCloseAsked = seen.isClose();
    heads.request(
        head, kind == BodyKind.CHUNKED, isUpgrade ? "upgrade" : seen.isClose() ? "close" : "");
    writer.begin(kind, kind == BodyKind.LENGTH ? seen.length() : 0);
    sending = Sending.BODY;
  }

  @Override
  Optional<Wait> readingWait() {
    if (isInBody) {
      return reading(Wait.Reason.BODY, responses, limits.bodyTime());
    }
    if (reader.hasBegun()) {
      return reading(Wait.Reason.HEAD, headsRead, limits.head());
    }
    if (asked.isEmpty()) {
      return responses == 0
          ? Optional.empty()
          : reading(Wait.Reason.KEEP_ALIVE, responses, limits.keepAlive());
    }
    // While the request is on its way there is no answer to wait for.
    return sending == Sending.BODY && asked.size() == 1
        ? Optional.empty()
        : reading(Wait.Reason.ANSWER, responses, limits.answer());
  }

  @Override
  public String toString() {
    String state =
        isUpgraded()
            ? "upgraded"
            : isClosed()
                ? "closed"
                : "sending %s, %d unanswered%s"
                    .formatted(sending, asked.size(), isInBody ? ", receiving BODY" : "");
    return "HTTP/1.1 client, %d responses: %s".formatted(responses, state);
  }
}
