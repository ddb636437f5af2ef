package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.block;
import static dev.gonzo.http.engine.http2.Frame.concatenated;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static dev.gonzo.http.engine.http2.Peer.request;

import java.util.List;

/** What a message consists of: RFC 9113, section 8; the sections are named as in RFC 7540. */
final class MessageCases {
  static final List<Case> ALL =
      List.of(
          new Case(
              "http2 8.1",
              "Sends a second HEADERS frame without the END_STREAM flag",
              peer -> {
                peer.open();
                peer.post(1);
                peer.post(1);
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2",
              "Sends a HEADERS frame that contains the header field name in uppercase letters",
              peer -> {
                peer.open();
                peer.headers(1, request("GET", "X-TEST", "ok"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.1",
              "Sends a HEADERS frame that contains a unknown pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(1, concatenated(block(":test", "ok"), request("GET")));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.1",
              "Sends a HEADERS frame that contains the pseudo-header field defined for response",
              peer -> {
                peer.open();
                peer.headers(1, concatenated(block(":status", "200"), request("GET")));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.1",
              "Sends a HEADERS frame that contains a pseudo-header field as trailers",
              peer -> {
                peer.open();
                peer.post(1);
                peer.headers(1, block(":method", "GET"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.1",
              "Sends a HEADERS frame that contains a pseudo-header field that appears in a header block after a regular header field",
              peer -> {
                peer.open();
                peer.headers(1, concatenated(block("x", "y"), request("GET")));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.2",
              "Sends a HEADERS frame that contains the connection-specific header field",
              peer -> {
                peer.open();
                peer.headers(1, request("GET", "connection", "keep-alive"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.2",
              "Sends a HEADERS frame that contains the TE header field with any value other than \"trailers\"",
              peer -> {
                peer.open();
                peer.headers(1, request("GET", "te", "trailers, deflate"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame with empty \":path\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(
                    1,
                    block(
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "",
                        ":authority",
                        "example.org"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame that omits \":method\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(
                    1, block(":scheme", "http", ":path", "/", ":authority", "example.org"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame that omits \":scheme\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(1, block(":method", "GET", ":path", "/", ":authority", "example.org"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame that omits \":path\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(
                    1, block(":method", "GET", ":scheme", "http", ":authority", "example.org"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame with duplicated \":method\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(
                    1,
                    block(
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        ":authority",
                        "example.org",
                        ":method",
                        "GET"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame with duplicated \":scheme\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(
                    1,
                    block(
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        ":authority",
                        "example.org",
                        ":scheme",
                        "http"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.3",
              "Sends a HEADERS frame with duplicated \":path\" pseudo-header field",
              peer -> {
                peer.open();
                peer.headers(
                    1,
                    block(
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        ":authority",
                        "example.org",
                        ":path",
                        "/"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.6",
              "Sends a HEADERS frame with the \"content-length\" header field which does not equal the DATA frame payload length",
              peer -> {
                peer.open();
                peer.post(1, "content-length", "1");
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.1.2.6",
              "Sends a HEADERS frame with the \"content-length\" header field which does not equal the sum of the multiple DATA frames payload length",
              peer -> {
                peer.open();
                peer.post(1, "content-length", "9");
                peer.frame(Frame.DATA, 0, 1, ascii("test"));
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 8.2",
              "Sends a PUSH_PROMISE frame",
              peer -> {
                peer.open();
                peer.frame(
                    Frame.PUSH_PROMISE,
                    Frame.END_HEADERS,
                    1,
                    concatenated(ints(2), request("GET")));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }));

  private MessageCases() {}
}
