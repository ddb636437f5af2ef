package dev.gonzo.http.engine.http1;

/** How the body of a request that is sent ends. */
final class ClientFraming {
  private ClientFraming() {}

  static BodyKind kind(RequestHead head, HeadFields seen) {
    ResponseFraming.requireVersion(head.version());
    ResponseFraming.requireFraming(seen);
    String host = seen.host();
    if (seen.hosts() != 1 || host == null || !Targets.isHost(host, false)) {
      throw new IllegalArgumentException(
          "a request has one field host with a host, and perhaps a port");
    }
    try {
      Targets.check(head.method(), head.target(), host);
    } catch (ViolationException wrong) {
      throw new IllegalArgumentException(wrong.violation().reason(), wrong);
    }
    boolean isConnect = head.method().equals("CONNECT");
    if (isConnect && (seen.hasLength() || seen.hasCodings())) {
      throw new IllegalArgumentException(
          "CONNECT has no body: leave out content-length and transfer-encoding");
    }
    if (seen.hasLength()) {
      return seen.length() == 0 ? BodyKind.NONE : BodyKind.LENGTH;
    }
    return seen.hasCodings() || Methods.hasBody(head.method()) ? BodyKind.CHUNKED : BodyKind.NONE;
  }
}
