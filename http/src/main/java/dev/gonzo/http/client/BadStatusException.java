package dev.gonzo.http.client;

import java.io.IOException;

/** Thrown by methods that return the body of a response only, if its status is not 200 to 299. */
public final class BadStatusException extends IOException {
  private static final long serialVersionUID = 1;

  /** The status of the response. */
  private final int status;

  BadStatusException(Response response) {
    super(
        "%s answered %d: use Client.send to see the response"
            .formatted(response.uri(), response.status()));
    status = response.status();
  }

  /** {@return the status} */
  public int status() {
    return status;
  }
}
