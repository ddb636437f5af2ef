package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.block;
import static dev.gonzo.http.engine.http2.Frame.concatenated;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static dev.gonzo.http.engine.http2.Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Each type of frame: RFC 9113, section 6. */
final class FrameCases {
  static final List<Case> ALL =
      List.of(
          new Case(
              "http2 6.1",
              "Sends a DATA frame with 0x0 stream identifier",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, Frame.END_STREAM, 0, ascii("test"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.1",
              "Sends a DATA frame on the stream that is not in \"open\" or \"half-closed (local)\" state",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.frame(Frame.DATA, 0, 1, ascii("test"));
                peer.expectStreamError(1, ErrorCode.STREAM_CLOSED);
              }),
          new Case(
              "http2 6.1",
              "Sends a DATA frame with invalid pad length",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, Frame.PADDED | Frame.END_STREAM, 1, ascii("\u0006test"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.2",
              "Sends a HEADERS frame without the END_HEADERS flag, and a PRIORITY frame",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, 0, 1, request("POST"));
                peer.frame(Frame.PRIORITY, 0, 1, GenericCases.priority(0));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.2",
              "Sends a HEADERS frame to another stream while sending a HEADERS frame",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, 0, 1, request("POST"));
                peer.get(3);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.2",
              "Sends a HEADERS frame with 0x0 stream identifier",
              peer -> {
                peer.open();
                peer.get(0);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.2",
              "Sends a HEADERS frame with invalid pad length",
              peer -> {
                peer.open();
                peer.frame(
                    Frame.HEADERS,
                    Frame.PADDED | Frame.END_HEADERS | Frame.END_STREAM,
                    1,
                    concatenated(new byte[] {(byte) 200}, request("GET")));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.3",
              "Sends a PRIORITY frame with 0x0 stream identifier",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 0, GenericCases.priority(0));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.3",
              "Sends a PRIORITY frame with a length other than 5 octets",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.PRIORITY, 0, 1, new byte[4]);
                peer.expectStreamError(1, ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 6.4",
              "Sends a RST_STREAM frame with 0x0 stream identifier",
              peer -> {
                peer.open();
                peer.frame(Frame.RST_STREAM, 0, 0, ints(8));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.4",
              "Sends a RST_STREAM frame on a idle stream",
              peer -> {
                peer.open();
                peer.frame(Frame.RST_STREAM, 0, 3, ints(8));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.4",
              "Sends a RST_STREAM frame with a length other than 4 octets",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.RST_STREAM, 0, 1, new byte[3]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 6.5",
              "Sends a SETTINGS frame with ACK flag and payload",
              peer -> {
                peer.open();
                peer.frame(Frame.SETTINGS, Frame.ACK, 0, new byte[6]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 6.5",
              "Sends a SETTINGS frame with a stream identifier other than 0x0",
              peer -> {
                peer.open();
                peer.frame(Frame.SETTINGS, 0, 1, new byte[6]);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.5",
              "Sends a SETTINGS frame with a length other than a multiple of 6 octets",
              peer -> {
                peer.open();
                peer.frame(Frame.SETTINGS, 0, 0, new byte[3]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 6.5.2",
              "SETTINGS_ENABLE_PUSH (0x2): Sends the value other than 0 or 1",
              peer -> {
                peer.open();
                peer.send(Frame.settings(2, 2));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.5.2",
              "SETTINGS_INITIAL_WINDOW_SIZE (0x4): Sends the value above the maximum flow control window size",
              peer -> {
                peer.open();
                peer.send(Frame.settings(4, 0x8000_0000));
                peer.expectConnectionError(ErrorCode.FLOW_CONTROL_ERROR);
              }),
          new Case(
              "http2 6.5.2",
              "SETTINGS_MAX_FRAME_SIZE (0x5): Sends the value below the initial value",
              peer -> {
                peer.open();
                peer.send(Frame.settings(5, 16_383));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.5.2",
              "SETTINGS_MAX_FRAME_SIZE (0x5): Sends the value above the maximum allowed frame size",
              peer -> {
                peer.open();
                peer.send(Frame.settings(5, 1 << 24));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.5.2",
              "Sends a SETTINGS frame with unknown identifier",
              peer -> {
                peer.open();
                peer.send(Frame.settings(0xFF, 1));
                peer.expectAlive();
              }),
          new Case(
              "http2 6.5.3",
              "Sends multiple values of SETTINGS_INITIAL_WINDOW_SIZE",
              peer -> {
                peer.open();
                peer.send(Frame.settings(4, 100, 4, 1));
                peer.get(1);
                assertThat(peer.data(1)).isEqualTo("h");
                peer.expectAlive();
              }),
          new Case(
              "http2 6.5.3",
              "Sends a SETTINGS frame without ACK flag",
              peer -> {
                peer.send(ascii(Peer.MAGIC), Frame.settings());
                assertThat(peer.frames(Frame.SETTINGS))
                    .hasSize(2)
                    .anySatisfy(frame -> assertThat(frame.has(Frame.ACK)).isTrue());
              }),
          new Case(
              "http2 6.7",
              "Sends a PING frame",
              peer -> {
                peer.open();
                peer.expectAlive();
              }),
          new Case(
              "http2 6.7",
              "Sends a PING frame with ACK",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, Frame.ACK, 0, ascii("unwanted"));
                assertThat(peer.frames(Frame.PING)).isEmpty();
                peer.expectAlive();
              }),
          new Case(
              "http2 6.7",
              "Sends a PING frame with a stream identifier field value other than 0x0",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, 0, 1, new byte[8]);
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.7",
              "Sends a PING frame with a length field value other than 8",
              peer -> {
                peer.open();
                peer.frame(Frame.PING, 0, 0, new byte[6]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 6.8",
              "Sends a GOAWAY frame with a stream identifier other than 0x0",
              peer -> {
                peer.open();
                peer.frame(Frame.GOAWAY, 0, 1, ints(0, 0));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.9",
              "Sends a WINDOW_UPDATE frame with a flow control window increment of 0",
              peer -> {
                peer.open();
                peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(0));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.9",
              "Sends a WINDOW_UPDATE frame with a flow control window increment of 0 on a stream",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(0));
                peer.expectStreamError(1, ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.9",
              "Sends a WINDOW_UPDATE frame with a length other than 4 octets",
              peer -> {
                peer.open();
                peer.frame(Frame.WINDOW_UPDATE, 0, 0, new byte[3]);
                peer.expectConnectionError(ErrorCode.FRAME_SIZE_ERROR);
              }),
          new Case(
              "http2 6.9.1",
              "Sends SETTINGS frame to set the initial window size to 1 and sends HEADERS frame",
              peer -> {
                peer.open();
                peer.send(Frame.settings(4, 1));
                peer.get(1);
                assertThat(peer.data(1)).isEqualTo("h");
                peer.expectAlive();
              }),
          new Case(
              "http2 6.9.1",
              "Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1",
              peer -> {
                peer.open();
                peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(0x7FFF_FFFF));
                peer.expectConnectionError(ErrorCode.FLOW_CONTROL_ERROR);
              }),
          new Case(
              "http2 6.9.1",
              "Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1 on a stream",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(0x7FFF_FFFF));
                peer.expectStreamError(1, ErrorCode.FLOW_CONTROL_ERROR);
              }),
          new Case(
              "http2 6.9.2",
              "Changes SETTINGS_INITIAL_WINDOW_SIZE after sending HEADERS frame",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                assertThat(peer.data(1)).isEmpty();
                peer.send(Frame.settings(4, 1));
                assertThat(peer.data(1)).isEqualTo("h");
                peer.expectAlive();
              }),
          new Case(
              "http2 6.9.2",
              "Sends a SETTINGS frame for window size to be negative",
              peer -> {
                peer.open(4, 3);
                peer.get(1);
                peer.send(Frame.settings(4, 2));
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(2));
                assertThat(peer.data(1)).isEqualTo("hell");
                peer.expectAlive();
              }),
          new Case(
              "http2 6.9.2",
              "Sends a SETTINGS_INITIAL_WINDOW_SIZE settings with an exceeded maximum window size value",
              peer -> {
                peer.open();
                peer.post(1);
                peer.send(Frame.settings(4, 0xFFFF_FFFF));
                peer.expectConnectionError(ErrorCode.FLOW_CONTROL_ERROR);
              }),
          new Case(
              "http2 6.10",
              "Sends multiple CONTINUATION frames preceded by a HEADERS frame",
              peer -> {
                peer.open();
                GenericCases.split(peer, 1, 2);
                peer.expectResponse(1);
              }),
          new Case(
              "http2 6.10",
              "Sends a CONTINUATION frame followed by any frame other than CONTINUATION",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, 0, 1, request("POST"));
                peer.frame(Frame.CONTINUATION, 0, 1, block("x", "y"));
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.10",
              "Sends a CONTINUATION frame with 0x0 stream identifier",
              peer -> {
                peer.open();
                peer.frame(Frame.HEADERS, Frame.END_STREAM, 1, request("GET"));
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 0, block("x", "y"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.10",
              "Sends a CONTINUATION frame preceded by a HEADERS frame with END_HEADERS flag",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, block("x", "y"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.10",
              "Sends a CONTINUATION frame preceded by a CONTINUATION frame with END_HEADERS flag",
              peer -> {
                peer.open();
                GenericCases.split(peer, 1, 1);
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, block("x", "y"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }),
          new Case(
              "http2 6.10",
              "Sends a CONTINUATION frame preceded by a DATA frame",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, 0, 1, ascii("test"));
                peer.frame(Frame.CONTINUATION, Frame.END_HEADERS, 1, block("x", "y"));
                peer.expectConnectionError(ErrorCode.PROTOCOL_ERROR);
              }));

  private FrameCases() {}
}
