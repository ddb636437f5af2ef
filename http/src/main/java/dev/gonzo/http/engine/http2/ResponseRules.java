package dev.gonzo.http.engine.http2;

/** What a response consists of (RFC 9113, section 8.3.2). */
final class ResponseRules {
  private ResponseRules() {}

  /** {@return the response of fields} */
  static Received.Response response(int stream, MessageFields fields) {
    String status = fields.take(":status");
    fields.requireNoOther();
    int number = status == null || status.length() != 3 ? -1 : (int) ContentLength.parse(status);
    if (!isStatus(number)) {
      throw ProtocolException.stream(
          stream, ErrorCode.PROTOCOL_ERROR, "RFC 9113, section 8.3.2", "no valid :status");
    }
    return new Received.Response(stream, number, fields.headers());
  }

  /** {@return whether a number can be a status; HTTP/2 has no 101} */
  static boolean isStatus(int number) {
    return number >= 100 && number <= 599 && number != 101;
  }
}
