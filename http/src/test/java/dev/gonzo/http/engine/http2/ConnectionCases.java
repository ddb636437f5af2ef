package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.concatenated;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static dev.gonzo.http.engine.http2.Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Prefaces, frames in general, and the states of streams: RFC 9113, sections 3 to 5, and 7. */
final class ConnectionCases {
  static final List<Case> ALL =
      List.of(
          new Case(
              "http2 3.5",
              "Sends client connection preface",
              peer -> {
                peer.open();
                peer.expectAlive();
                assertThat(peer.frames.getFirst().type()).isEqualTo(Frame.SETTINGS);
              }),
          new Case(
              "http2 3.5",
              "Sends invalid connection preface",
              peer -> {
                peer.send(ascii("INVALID CONNECTION PREFACE\r\n\r\n"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 4.1",
              "Sends a frame with unknown type",
              peer -> {
                peer.open();
                peer.frame(0x16, 0, 0, new byte[8]);
                peer.expectAlive();
              }),
          new Case(
              "http2 4.1",
              "Sends a frame with undefined flag",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, 0x16, 0, ascii("whatever"));
                assertThat(peer.frames(Frame.PING))
                    .singleElement()
                    .matches(frame -> frame.has(Frame.ACK));
                peer.expectAlive();
              }),
          new Case(
              "http2 4.1",
              "Sends a frame with reserved field bit",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, 0, 0x8000_0000, ascii("whatever"));
                assertThat(peer.frames(Frame.PING))
                    .singleElement()
                    .matches(frame -> frame.has(Frame.ACK));
                peer.expectAlive();
              }),
          new Case(
              "http2 4.2",
              "Sends a DATA frame with 2^14 octets in length",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, new byte[16_384]);
                peer.expectResponse(1);
              }),
          new Case(
              "http2 4.2",
              "Sends a large size DATA frame that exceeds the SETTINGS_MAX_FRAME_SIZE",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, new byte[16_385]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 4.2",
              "Sends a large size HEADERS frame that exceeds the SETTINGS_MAX_FRAME_SIZE",
              peer -> {
                peer.open();
                peer.headers(1, request("GET", "x", "x".repeat(16_385)));
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 4.3",
              "Sends invalid header block fragment",
              peer -> {
                peer.open();
                peer.headers(1, (byte) 0x40, (byte) 5, (byte) 0x61);
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "http2 4.3",
              "Sends a PRIORITY frame while sending the header blocks",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, Frame.END_STREAM, 1, request("GET"));
                peer.frame(Frame.PRIORITY, 0, 1, GenericCases.priority(0));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 4.3",
              "Sends a HEADERS frame to another stream while sending the header blocks",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, Frame.END_STREAM, 1, request("GET"));
                peer.get(3);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1.1",
              "Sends even-numbered stream identifier",
              peer -> {
                peer.open();
                peer.get(2);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1.1",
              "Sends stream identifier that is numerically smaller than previous",
              peer -> {
                peer.open();
                peer.get(5);
                peer.get(3);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1.2",
              "Sends HEADERS frames that causes their advertised concurrent stream limit to be exceeded",
              peer -> {
                peer.answers = false;
                peer.open();
                for (int i = 0; i <= Http2Limits.DEFAULTS.concurrentStreams(); i++) {
                  peer.get(1 + 2 * i);
                }
                peer.expectStreamError(201, ErrorCode.REFUSED_STREAM);
              }),
          new Case(
              "http2 5.1",
              "idle: Sends a DATA frame",
              peer -> {
                peer.open();
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1",
              "idle: Sends a RST_STREAM frame",
              peer -> {
                peer.open();
                peer.frame(Frame.RST_STREAM, 0, 1, ints(8));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1",
              "idle: Sends a WINDOW_UPDATE frame",
              peer -> {
                peer.open();
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(100));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1",
              "idle: Sends a CONTINUATION frame",
              peer -> {
                peer.open();
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, request("GET"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1",
              "half closed (remote): Sends a DATA frame",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectStreamError(1, ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 5.1",
              "half closed (remote): Sends a HEADERS frame",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.get(1);
                peer.expectStreamError(1, ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 5.1",
              "half closed (remote): Sends a CONTINUATION frame",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, request("GET"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1",
              "closed: Sends a DATA frame after sending RST_STREAM frame",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.RST_STREAM, 0, 1, ints(8));
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectStreamError(1, ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 5.1",
              "closed: Sends a HEADERS frame after sending RST_STREAM frame",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.RST_STREAM, 0, 1, ints(8));
                peer.get(1);
                peer.expectStreamError(1, ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 5.1",
              "closed: Sends a CONTINUATION frame after sending RST_STREAM frame",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.RST_STREAM, 0, 1, ints(8));
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, request("GET"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.1",
              "closed: Sends a DATA frame",
              peer -> {
                peer.open();
                peer.get(1);
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectConnectionError(ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 5.1",
              "closed: Sends a HEADERS frame",
              peer -> {
                peer.open();
                peer.get(1);
                peer.get(1);
                peer.expectConnectionError(ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 5.1",
              "closed: Sends a CONTINUATION frame",
              peer -> {
                peer.open();
                peer.get(1);
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, request("GET"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 5.3.1",
              "Sends HEADERS frame that depends on itself",
              peer -> {
                // RFC 9113 has no priorities, so no dependency is wrong.
                peer.open();
                peer.frame(
                    Frame.HEADERS,
                    Frame.PRIORITIZED | Frame.END_HEADERS | Frame.END_STREAM,
                    1,
                    concatenated(GenericCases.priority(1), request("GET")));
                peer.expectResponse(1);
              }),
          new Case(
              "http2 5.3.1",
              "Sends PRIORITY frame that depend on itself",
              peer -> {
                // RFC 9113 has no priorities, so no dependency is wrong.
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 1, GenericCases.priority(1));
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "http2 5.4.1",
              "Sends an invalid PING frame for connection close",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, 0, 0, new byte[6]);
                assertThat(peer.engine.isClosed()).isTrue();
                int before = peer.frames.size();
                peer.frame(Frame.PING, 0, 0, new byte[8]);
                assertThat(peer.frames).hasSize(before);
              }),
          new Case(
              "http2 5.4.1",
              "Sends an invalid PING frame to receive GOAWAY frame",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, 0, 0, new byte[6]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 5.5",
              "Sends an unknown extension frame",
              peer -> {
                peer.open();
                peer.frame(0xF0, 0x55, 7, new byte[100]);
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "http2 5.5",
              "Sends an unknown extension frame in the middle of a header block",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, Frame.END_STREAM, 1, request("GET"));
                peer.frame(0xF0, 0, 1, new byte[8]);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 7",
              "Sends a GOAWAY frame with unknown error code",
              peer -> {
                peer.open();
                peer.frame(Frame.GOAWAY, 0, 0, ints(0, 0xFF));
                assertThat(peer.events)
                    .contains(new Received.GoAway(0, ErrorCode.INTERNAL_ERROR, ""));
                peer.expectAlive();
              }),
          new Case(
              "http2 7",
              "Sends a RST_STREAM frame with unknown error code",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.RST_STREAM, 0, 1, ints(0xFF));
                assertThat(peer.events).contains(new Received.Reset(1, ErrorCode.INTERNAL_ERROR));
                peer.expectAlive();
              }));

  private ConnectionCases() {}
}
