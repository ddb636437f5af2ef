package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.Version.HTTP_1_1;

import dev.gonzo.http.engine.Headers;
import java.util.Objects;

/**
 * The head of a response.
 *
 * @param status the status, from 100 to 999
 * @param reason the phrase behind it, often empty; it means nothing to a client
 * @param version the version
 * @param headers the fields
 */
public record ResponseHead(int status, String reason, Version version, Headers headers)
    implements ServerOutput, ClientInput {
  /**
   * Creates the event.
   *
   * @throws IllegalArgumentException if the status does not have three digits, or the phrase has a
   *     control character
   */
  public ResponseHead {
    Objects.requireNonNull(version);
    Objects.requireNonNull(headers);
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("a status has three digits, got: " + status);
    }
    Syntax.requirePhrase(reason);
  }

  /**
   * Returns the head of a response without fields, such as {@code of(100)}, {@code of(204)} or
   * {@code of(417)}.
   *
   * @param status the status
   * @return the event
   * @throws IllegalArgumentException as the constructor
   */
  public static ResponseHead of(int status) {
    return of(status, Headers.none());
  }

  /**
   * Returns the head of a response of HTTP/1.1 with the usual phrase.
   *
   * @param status the status
   * @param headers the fields
   * @return the event
   * @throws IllegalArgumentException as the constructor
   */
  public static ResponseHead of(int status, Headers headers) {
    return new ResponseHead(status, ReasonPhrases.of(status), HTTP_1_1, headers);
  }

  /** {@return whether another head follows: the status is below 200, and not 101} */
  public boolean isInformational() {
    return status < 200 && status != 101;
  }
}
