package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.Version.HTTP_1_1;

import dev.gonzo.http.engine.Headers;
import java.util.List;
import java.util.Objects;

/**
 * The head of a request.
 *
 * @param method the method, such as {@code GET}
 * @param target the target, as it is in the first line: {@code /path?query}, a whole URI (to a
 *     proxy), {@code host:port} (with CONNECT) or {@code *} (with OPTIONS)
 * @param version the version
 * @param headers the fields
 */
public record RequestHead(String method, String target, Version version, Headers headers)
    implements ServerInput, ClientOutput {
  /**
   * Creates the event.
   *
   * @throws IllegalArgumentException if the method is no token, or the target has spaces, controls
   *     or characters that are not ASCII
   */
  public RequestHead {
    Objects.requireNonNull(version);
    Objects.requireNonNull(headers);
    Syntax.requireMethod(method);
    Syntax.requireTarget(target);
  }

  /**
   * Returns the head of a request of HTTP/1.1.
   *
   * @param method the method
   * @param target the target
   * @param headers the fields; a client must have {@code host} in them
   * @return the event
   * @throws IllegalArgumentException as the constructor
   */
  public static RequestHead of(String method, String target, Headers headers) {
    return new RequestHead(method, target, HTTP_1_1, headers);
  }

  /**
   * {@return what the client waits for before it sends the body: the answer to CONTINUE is {@code
   * ResponseHead.of(100)}, the answer to UNKNOWN is {@code ResponseHead.of(417)}}
   */
  public Expectation expectation() {
    List<String> expected = headers.all("expect");
    if (expected.isEmpty() || version != HTTP_1_1) {
      return Expectation.NONE;
    }
    boolean isContinue =
        expected.size() == 1 && expected.getFirst().equalsIgnoreCase("100-continue");
    return isContinue ? Expectation.CONTINUE : Expectation.UNKNOWN;
  }
}
