package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static dev.gonzo.http.engine.http2.Frame.block;
import static dev.gonzo.http.engine.http2.Frame.concatenated;
import static dev.gonzo.http.engine.http2.Frame.ints;
import static dev.gonzo.http.engine.http2.Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What any server must take, by the chapters of h2spec. */
final class GenericCases {
  static final List<Case> ALL =
      List.of(
          new Case(
              "generic 1",
              "Sends a client connection preface",
              peer -> {
                peer.open();
                peer.expectAlive();
                assertThat(peer.frames.getFirst().type()).isEqualTo(Frame.SETTINGS);
                assertThat(peer.frames(Frame.SETTINGS)).anyMatch(frame -> frame.has(Frame.ACK));
              }),
          new Case(
              "generic 2",
              "Sends a PRIORITY frame on idle stream",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 1, priority(0));
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 2",
              "Sends a WINDOW_UPDATE frame on half-closed (remote) stream",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(100));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 2",
              "Sends a PRIORITY frame on half-closed (remote) stream",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.frame(Frame.PRIORITY, 0, 1, priority(0));
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(100));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 2",
              "Sends a RST_STREAM frame on half-closed (remote) stream",
              peer -> {
                peer.open(4, 0);
                peer.get(1);
                peer.frame(Frame.RST_STREAM, 0, 1, ints(8));
                assertThat(peer.events).contains(new Received.Reset(1, ErrorCode.CANCEL));
                peer.expectAlive();
              }),
          new Case(
              "generic 2",
              "Sends a PRIORITY frame on closed stream",
              peer -> {
                peer.open();
                peer.get(1);
                peer.frame(Frame.PRIORITY, 0, 1, priority(0));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.1",
              "Sends a DATA frame",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.1",
              "Sends multiple DATA frames",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.DATA, 0, 1, ascii("test"));
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.1",
              "Sends a DATA frame with padding",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(
                    Frame.DATA,
                    Frame.PADDED | Frame.END_STREAM,
                    1,
                    ascii("\u0006test\0\0\0\0\0\0"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("data 1 test\n");
              }),
          new Case(
              "generic 3.2",
              "Sends a HEADERS frame",
              peer -> {
                peer.open();
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.2",
              "Sends a HEADERS frame with padding",
              peer -> {
                peer.open();
                peer.frame(
                    Frame.HEADERS,
                    Frame.PADDED | Frame.END_HEADERS | Frame.END_STREAM,
                    1,
                    concatenated(new byte[] {3}, request("GET"), new byte[3]));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.2",
              "Sends a HEADERS frame with priority",
              peer -> {
                peer.open();
                peer.frame(
                    Frame.HEADERS,
                    Frame.PRIORITIZED | Frame.END_HEADERS | Frame.END_STREAM,
                    1,
                    concatenated(priority(0), request("GET")));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.3",
              "Sends a PRIORITY frame with priority 1",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 0});
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.3",
              "Sends a PRIORITY frame with priority 256",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, -1});
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.3",
              "Sends a PRIORITY frame with stream dependency",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 10});
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.3",
              "Sends a PRIORITY frame with exclusive",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 1, new byte[] {-128, 0, 0, 3, 10});
                peer.get(1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.3",
              "Sends a PRIORITY frame for an idle stream, then send a HEADER frame for a lower stream ID",
              peer -> {
                peer.open();
                peer.frame(Frame.PRIORITY, 0, 5, priority(0));
                peer.get(3);
                peer.expectResponse(3);
              }),
          new Case(
              "generic 3.4",
              "Sends a RST_STREAM frame",
              peer -> {
                peer.open();
                peer.post(1);
                peer.frame(Frame.RST_STREAM, 0, 1, ints(8));
                assertThat(peer.events).contains(new Received.Reset(1, ErrorCode.CANCEL));
                peer.expectAlive();
              }),
          new Case(
              "generic 3.5",
              "Sends a SETTINGS frame",
              peer -> {
                peer.open();
                int before = acknowledgements(peer);
                peer.send(Frame.settings(3, 100));
                assertThat(acknowledgements(peer)).isEqualTo(before + 1);
              }),
          new Case(
              "generic 3.7",
              "Sends a PING frame",
              peer -> {
                peer.open();
                peer.expectAlive();
              }),
          new Case(
              "generic 3.8",
              "Sends a GOAWAY frame",
              peer -> {
                peer.open();
                peer.frame(Frame.GOAWAY, 0, 0, ints(0, 0));
                assertThat(peer.events).contains(new Received.GoAway(0, ErrorCode.NO_ERROR, ""));
                peer.expectAlive();
              }),
          new Case(
              "generic 3.9",
              "Sends a WINDOW_UPDATE frame with stream ID 0",
              peer -> {
                peer.open();
                peer.body = "x".repeat(70_000);
                peer.send(Frame.settings(4, 100_000));
                peer.get(1);
                assertThat(peer.data(1)).hasSize(65_535);
                peer.frame(Frame.WINDOW_UPDATE, 0, 0, ints(10_000));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.9",
              "Sends a WINDOW_UPDATE frame with stream ID 1",
              peer -> {
                peer.open(4, 2);
                peer.get(1);
                assertThat(peer.data(1)).isEqualTo("he");
                peer.frame(Frame.WINDOW_UPDATE, 0, 1, ints(300));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.10",
              "Sends a CONTINUATION frame",
              peer -> {
                peer.open();
                split(peer, 1, 1);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 3.10",
              "Sends multiple CONTINUATION frames",
              peer -> {
                peer.open();
                split(peer, 1, 3);
                peer.expectResponse(1);
              }),
          new Case(
              "generic 4",
              "Sends a GET request",
              peer -> {
                peer.open();
                peer.get(1);
                peer.expectResponse(1);
                assertThat(peer.log()).contains("method=GET");
              }),
          new Case(
              "generic 4",
              "Sends a HEAD request",
              peer -> {
                peer.open();
                peer.body = "";
                peer.headers(1, request("HEAD"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("method=HEAD");
              }),
          new Case(
              "generic 4",
              "Sends a POST request",
              peer -> {
                peer.open();
                peer.post(1, "content-length", "4");
                peer.frame(Frame.DATA, Frame.END_STREAM, 1, ascii("test"));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 4",
              "Sends a POST request with trailers",
              peer -> {
                peer.open();
                peer.post(1, "trailer", "x-test");
                peer.frame(Frame.DATA, 0, 1, ascii("test"));
                peer.headers(1, block("x-test", "ok"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("x-test: ok");
              }),
          new Case(
              "generic 5",
              "Sends a indexed header field representation",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex("828684", HpackCases.AUTHORITY));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 5",
              "Sends a literal header field with incremental indexing - indexed name",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "4f0474657374"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("accept-charset: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field with incremental indexing - indexed name (with Huffman coding)",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "4f8349509f"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("accept-charset: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field with incremental indexing - new name",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "4004746573740474657374"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("test: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field with incremental indexing - new name (with Huffman coding)",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "408349509f8349509f"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("test: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field without indexing - indexed name",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "0f000474657374"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("accept-charset: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field without indexing - indexed name (with Huffman coding)",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "0f008349509f"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("accept-charset: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field without indexing - new name",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "0004746573740474657374"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("test: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field without indexing - new name (huffman encoded)",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "008349509f8349509f"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("test: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field never indexed - indexed name",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "1f000474657374"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("accept-charset: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field never indexed - indexed name (huffman encoded)",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "1f008349509f"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("accept-charset: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field never indexed - new name",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "1004746573740474657374"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("test: test");
              }),
          new Case(
              "generic 5",
              "Sends a literal header field never indexed - new name (huffman encoded)",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex(HpackCases.REQUEST, "108349509f8349509f"));
                peer.expectResponse(1);
                assertThat(peer.log()).contains("test: test");
              }),
          new Case(
              "generic 5",
              "Sends a dynamic table size update",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex("3f61", HpackCases.REQUEST));
                peer.expectResponse(1);
              }),
          new Case(
              "generic 5",
              "Sends multiple dynamic table size update",
              peer -> {
                peer.open();
                peer.headers(1, HpackCases.hex("20", "3f61", HpackCases.REQUEST));
                peer.expectResponse(1);
              }));

  private GenericCases() {}

  static byte[] priority(int dependency) {
    return new byte[] {0, 0, 0, (byte) dependency, 15};
  }

  private static int acknowledgements(Peer peer) {
    return (int) peer.frames(Frame.SETTINGS).stream().filter(frame -> frame.has(Frame.ACK)).count();
  }

  /** Sends a head in HEADERS and a number of CONTINUATION frames. */
  static void split(Peer peer, int stream, int continuations) {
    byte[] head = request("GET", "x-long", "x".repeat(1_000));
    int part = head.length / (continuations + 1);
    peer.frame(Frame.HEADERS, Frame.END_STREAM, stream, java.util.Arrays.copyOf(head, part));
    for (int i = 1; i <= continuations; i++) {
      boolean isLast = i == continuations;
      peer.frame(
          Frame.CONTINUATION,
          isLast ? Frame.END_HEADERS : 0,
          stream,
          java.util.Arrays.copyOfRange(head, i * part, isLast ? head.length : (i + 1) * part));
    }
  }
}
