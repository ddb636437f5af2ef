package dev.gonzo.http.client;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.HttpVersion;

/** The head of a response, in any version of HTTP. */
record ReceivedHead(int status, Headers headers, HttpVersion version) {
  boolean isInformational() {
    return status < 200 && status != 101;
  }
}
