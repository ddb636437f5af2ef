package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.hpack.HpackField;
import java.util.ArrayList;
import java.util.List;

/** Makes fields of what is sent; refuses what the peer would have to refuse. */
final class HeaderFields {
  private HeaderFields() {}

  static List<HpackField> of(Sent.Request request) {
    boolean isConnect = request.method().equals("CONNECT") && request.protocol().isEmpty();
    boolean isWeb = request.scheme().equals("http") || request.scheme().equals("https");
    require(RequestRules.isToken(request.method()), "the method is no token");
    require(RequestRules.isAuthority(request.authority()), "the authority is not valid");
    require(!request.authority().isEmpty() || (!isConnect && !isWeb), "the authority is empty");
    var fields = new ArrayList<HpackField>();
    fields.add(new HpackField(":method", request.method()));
    if (isConnect) {
      require(
          request.scheme().isEmpty() && request.path().isEmpty(),
          "CONNECT has neither a scheme nor a path");
    } else {
      require(RequestRules.isScheme(request.scheme()), "the scheme is not valid");
      require(
          RequestRules.isPath(request.path(), request.method(), isWeb), "the path is not valid");
      fields.add(new HpackField(":scheme", request.scheme()));
      fields.add(new HpackField(":path", request.path()));
    }
    if (!request.authority().isEmpty()) {
      fields.add(new HpackField(":authority", request.authority()));
    }
    if (request.protocol().isPresent()) {
      String protocol = request.protocol().get();
      require(request.method().equals("CONNECT"), "only CONNECT has a protocol");
      require(RequestRules.isToken(protocol), "the protocol is no token");
      fields.add(new HpackField(":protocol", protocol));
    }
    boolean isNamed = request.headers().has("connection");
    for (Header each : request.headers()) {
      if (each.name().equals("host")) {
        require(
            each.value().equalsIgnoreCase(request.authority()),
            "the header host differs from the authority");
      } else {
        add(fields, each, request.headers(), isNamed);
      }
    }
    return fields;
  }

  static List<HpackField> of(Sent.Response response) {
    require(ResponseRules.isStatus(response.status()), "HTTP/2 has no status " + response.status());
    var fields = new ArrayList<HpackField>();
    fields.add(new HpackField(":status", Integer.toString(response.status())));
    boolean isNamed = response.headers().has("connection");
    for (Header each : response.headers()) {
      add(fields, each, response.headers(), isNamed);
    }
    return fields;
  }

  static List<HpackField> of(Sent.Trailers trailers) {
    var fields = new ArrayList<HpackField>();
    for (Header each : trailers.headers()) {
      require(!TrailerRules.isForbidden(each.name()), "a trailer cannot be " + each.name());
      add(fields, each, trailers.headers(), false);
    }
    return fields;
  }

  private static void add(List<HpackField> fields, Header header, Headers all, boolean isNamed) {
    String name = header.name();
    boolean isOfConnection =
        switch (name) {
          case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" ->
              true;
          case "te" -> !header.value().equalsIgnoreCase("trailers");
          default -> isNamed && all.lists("connection", name);
        };
    if (!isOfConnection) {
      fields.add(new HpackField(name, header.value()));
    }
  }

  /** {@return what content-length says; -1 without one} */
  static long contentLength(Headers headers) {
    List<String> all = headers.all("content-length");
    if (all.isEmpty()) {
      return -1;
    }
    long length = ContentLength.parse(all.getFirst());
    require(all.size() == 1 && length >= 0, "content-length is not one number");
    return length;
  }

  private static void require(boolean isValid, String otherwise) {
    if (!isValid) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
