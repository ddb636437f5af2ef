package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;

/** Writes heads: the fields of the connection are the engine's, the others the caller's. */
final class HeadWriter {
  private final Output output;

  HeadWriter(Output output) {
    this.output = output;
  }

  void request(RequestHead head, boolean isChunked, String option) {
    output.text(head.method()).text(" ").text(head.target()).text(" HTTP/1.1\r\n");
    fields(head.headers(), isChunked, option);
  }

  void response(ResponseHead head, boolean isChunked, String option) {
    if (head.status() == 200 && head.reason().equals("OK")) {
      output.text("HTTP/1.1 200 OK\r\n");
    } else {
      output
          .text("HTTP/1.1 ")
          .text(Integer.toString(head.status()))
          .text(" ")
          .text(head.reason())
          .text("\r\n");
    }
    fields(head.headers(), isChunked, option);
  }

  /** Writes the fields; an empty option means that the connection persists without a word. */
  private void fields(Headers headers, boolean isChunked, String option) {
    String options = option;
    for (Header header : headers) {
      switch (header.name()) {
        case "connection" -> options = withOthers(options, header.value());
        case "keep-alive", "proxy-connection", "transfer-encoding" -> {
          // Of one hop, and so the engine's.
        }
        default -> output.field(header.name(), header.value());
      }
    }
    if (!options.isEmpty()) {
      output.field("connection", options);
    }
    output.text(isChunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n");
  }

  private static String withOthers(String options, String value) {
    var all = new StringBuilder(options);
    for (String part : value.split(",", -1)) {
      String other = part.strip();
      boolean isEngines =
          other.isEmpty()
              || other.equalsIgnoreCase("close")
              || other.equalsIgnoreCase("keep-alive")
              || other.equalsIgnoreCase("upgrade");
      if (!isEngines) {
        all.append(all.isEmpty() ? "" : ", ").append(other);
      }
    }
    return all.toString();
  }
}
