package dev.gonzo.http.client;

import dev.gonzo.http.engine.Headers;

/**
 * A request as it is sent in one attempt.
 *
 * @param method the method
 * @param origin the server
 * @param target the path and query
 * @param isAbsolute whether the whole URI is sent, as to a proxy
 * @param headers the fields, without those of the connection and of the body's length
 * @param body the body
 * @param isPatient whether the body of the response may take any time
 */
record Outgoing(
    String method,
    Origin origin,
    String target,
    boolean isAbsolute,
    Headers headers,
    RequestBody body,
    boolean isPatient) {
  Outgoing withHeaders(Headers newHeaders) {
    return new Outgoing(method, origin, target, isAbsolute, newHeaders, body, isPatient);
  }

  Outgoing patient() {
    return new Outgoing(method, origin, target, isAbsolute, headers, body, true);
  }

  /** Whether the length of the body is said even if it is 0: a server may insist on it. */
  boolean saysLength() {
    return !(body instanceof RequestBody.None)
        || method.equals("POST")
        || method.equals("PUT")
        || method.equals("PATCH");
  }

  @Override
  public String toString() {
    return method + " " + origin + target;
  }
}
