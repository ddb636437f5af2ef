package dev.gonzo.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Elsewhere;
import dev.gonzo.http.engine.HeaderSyntax;
import dev.gonzo.http.engine.Headers;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A request. Immutable: each {@code with} method returns a changed copy. May be sent several times,
 * by clients of any kernels, if its body {@linkplain #isRepeatable allows} it.
 *
 * <pre>{@code
 * Request.post("https://example.org/orders")
 *     .withHeader("content-type", "application/json")
 *     .withBody("{\"item\": 7}")
 * }</pre>
 */
public final class Request {
  /** What the client writes itself, with the place where it is set. */
  private static final List<String> RESERVED =
      List.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade");

  private final String method;
  private final URI uri;
  private final Origin origin;
  private final Headers headers;
  private final RequestBody body;

  private Request(String method, URI uri, Origin origin, Headers headers, RequestBody body) {
    this.method = method;
    this.uri = uri;
    this.origin = origin;
    this.headers = headers;
    this.body = body;
  }

  /**
   * Creates a request without fields and body.
   *
   * @param method its method, such as {@code GET}; upper and lower case differ
   * @param uri where it is sent, {@code https://...} or {@code http://...}; a fragment is not sent
   * @return the request
   * @throws IllegalArgumentException if the method is no token, or is CONNECT; if the scheme is
   *     another one, or the URI has no host; or if it has a user name and a password
   */
  public static Request of(String method, URI uri) {
    if (method.isEmpty() || !method.chars().allMatch(HeaderSyntax::isTokenCharacter)) {
      throw new IllegalArgumentException(
          "a method is a word such as GET, without spaces and line breaks");
    }
    if (method.equals("CONNECT")) {
      throw new IllegalArgumentException(
          "CONNECT is for proxies: set one with ClientOptions.withProxy");
    }
    return new Request(method, uri, Origin.of(uri), Headers.none(), RequestBody.NONE);
  }

  /**
   * Equivalent to {@link #of(String, URI)}, with a text.
   *
   * @param method its method
   * @param uri where it is sent
   * @return the request
   * @throws IllegalArgumentException as the other one, or if the text is no URI: spaces, and others
   *     of the characters that a URI cannot have, are written as {@code %20}
   */
  public static Request of(String method, String uri) {
    return of(method, URI.create(uri));
  }

  /**
   * {@return a GET}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, String)}
   */
  public static Request get(String uri) {
    return of("GET", uri);
  }

  /**
   * {@return a GET}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, URI)}
   */
  public static Request get(URI uri) {
    return of("GET", uri);
  }

  /**
   * {@return a HEAD, whose response has no body}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, String)}
   */
  public static Request head(String uri) {
    return of("HEAD", uri);
  }

  /**
   * {@return a POST without a body}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, String)}
   */
  public static Request post(String uri) {
    return of("POST", uri);
  }

  /**
   * {@return a POST without a body}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, URI)}
   */
  public static Request post(URI uri) {
    return of("POST", uri);
  }

  /**
   * {@return a PUT without a body}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, String)}
   */
  public static Request put(String uri) {
    return of("PUT", uri);
  }

  /**
   * {@return a DELETE}
   *
   * @param uri where it is sent
   * @throws IllegalArgumentException as {@link #of(String, String)}
   */
  public static Request delete(String uri) {
    return of("DELETE", uri);
  }

  // ---------------------------------------------------------------- changed copies

  /**
   * Adds a field.
   *
   * @param name its name, in any case
   * @param value its value
   * @return a changed copy
   * @throws IllegalArgumentException if the name or the value has a character that it cannot have,
   *     such as a line break, or if the client writes this field itself
   */
  public Request withHeader(String name, String value) {
    refuseReserved(name.toLowerCase(Locale.ROOT));
    return new Request(method, uri, origin, headers.with(name, value), body);
  }

  /**
   * Replaces all fields.
   *
   * @param newHeaders the fields
   * @return a changed copy
   * @throws IllegalArgumentException if the client writes one of them itself
   */
  public Request withHeaders(Headers newHeaders) {
    newHeaders.forEach(header -> refuseReserved(header.name()));
    return new Request(method, uri, origin, newHeaders, body);
  }

  private static void refuseReserved(String name) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException(
          "the client writes the header "
              + name
              + " itself: "
              + switch (name) {
                case "content-length" -> "it is the length of the body, see withBody";
                case "expect" -> "see ClientOptions.withExpectContinue";
                case "host" -> "it is the host of the URI";
                case "upgrade" -> "see Client.webSocket";
                default -> "it is about the connection";
              });
    }
  }

  /**
   * Sets a body.
   *
   * @param text the body, sent in UTF-8; say its type with the header {@code content-type}
   * @return a changed copy
   */
  public Request withBody(String text) {
    return with(new RequestBody.Bytes(text.getBytes(UTF_8)));
  }

  /**
   * Sets a body.
   *
   * @param bytes the body; not copied, so leave it as it is
   * @return a changed copy
   */
  public Request withBody(byte[] bytes) {
    return with(new RequestBody.Bytes(Objects.requireNonNull(bytes)));
  }

  /**
   * Sets a body of unknown length that is written while it is sent. It can be sent once.
   *
   * <pre>{@code
   * request.withBody(sink -> Input.of(file).copyTo(sink))
   * }</pre>
   *
   * @param writer writes the body
   * @return a changed copy
   */
  public Request withBody(@Elsewhere BodyWriter writer) {
    return with(
        new RequestBody.Written(OptionalLong.empty(), Objects.requireNonNull(writer), false));
  }

  /**
   * Sets a body of known length that is written while it is sent. It can be sent once.
   *
   * @param length the number of bytes that the writer writes, no more and no less
   * @param writer writes the body
   * @return a changed copy
   * @throws IllegalArgumentException if the length is negative
   */
  public Request withBody(long length, @Elsewhere BodyWriter writer) {
    if (length < 0) {
      throw new IllegalArgumentException("a body cannot have " + length + " bytes");
    }
    return with(
        new RequestBody.Written(OptionalLong.of(length), Objects.requireNonNull(writer), false));
  }

  /**
   * Allows the writer of the body to be called again, when the request is redirected or repeated:
   * it then writes the same bytes from the beginning. Without effect on a body in memory.
   *
   * @return a changed copy
   */
  public Request withRepeatableBody() {
    return body instanceof RequestBody.Written written
        ? with(new RequestBody.Written(written.length(), written.writer(), true))
        : this;
  }

  /** {@return a copy without a body} */
  public Request withoutBody() {
    return with(RequestBody.NONE);
  }

  Request with(RequestBody newBody) {
    return new Request(method, uri, origin, headers, newBody);
  }

  // ---------------------------------------------------------------- what it is

  /** {@return its method} */
  public String method() {
    return method;
  }

  /** {@return where it is sent} */
  public URI uri() {
    return uri;
  }

  /** {@return its fields, without those that the client adds} */
  public Headers headers() {
    return headers;
  }

  /**
   * {@return whether it can be sent again: it has no body, one in memory, or a {@linkplain
   * #withRepeatableBody repeatable} one}
   */
  public boolean isRepeatable() {
    return body.isRepeatable();
  }

  Origin origin() {
    return origin;
  }

  RequestBody body() {
    return body;
  }

  @Override
  public String toString() {
    return method + " " + uri;
  }
}
