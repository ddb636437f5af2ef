package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.http.engine.Headers;
import java.util.OptionalLong;

/**
 * An answer to a request that failed: a page in plain text, without any detail of the failure.
 *
 * @param added fields that the handler wants in it
 */
record ErrorPage(int status, String text, Headers added) {
  Headers headers() {
    return added.has("content-type")
        ? added
        : added.with("content-type", "text/plain; charset=utf-8");
  }

  byte[] body() {
    return (text + "\n").getBytes(UTF_8);
  }

  OptionalLong length() {
    return OptionalLong.of(body().length);
  }
}
