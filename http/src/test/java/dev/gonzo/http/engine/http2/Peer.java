package dev.gonzo.http.engine.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.hpack.HpackDecoder;
import dev.gonzo.http.engine.hpack.HpackField;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client that can send anything, and a server behind it that answers each complete request with a
 * body and reads what it gets.
 */
final class Peer {
  static final String MAGIC = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  final Engine<Received, Sent> engine;
  final List<Received> events = new ArrayList<>();
  final List<Frame> frames = new ArrayList<>();

  private final Feeding feeding;
  private final Random random = new Random(4711);
  private final HpackDecoder decoder = new HpackDecoder(4096, 1 << 20);
  private final List<String> heads = new ArrayList<>();
  private final StringBuilder log = new StringBuilder();
  String body = "hello";
  boolean answers = true;
  private int lastData;

  Peer(Engine<Received, Sent> engine, Feeding feeding) {
    this.engine = engine;
    this.feeding = feeding;
  }

  /** {@return what was received, with the data between other events together} */
  String log() {
    return log.toString();
  }

  /** Sends bytes, and takes what comes back. */
  void send(byte[]... parts) {
    feeding.feed(
        Frame.concatenated(parts),
        random,
        buffer -> {
          engine.receive(buffer).forEach(this::received);
          assertThat(buffer.remaining()).isZero();
        });
    flush();
  }

  void received(Received event) {
    if (event instanceof Received.Data data) {
      byte[] bytes = new byte[data.bytes().remaining()];
      data.bytes().get(bytes);
      log.append(lastData == data.stream() ? "" : "\ndata %d ".formatted(data.stream()))
          .append(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
      lastData = data.stream();
      // A later event of the same bytes may have ended the connection.
      if (answers && !engine.isClosed()) {
        engine.send(new Sent.Read(data.stream(), bytes.length));
      }
      events.add(new Received.Data(data.stream(), ByteBuffer.wrap(bytes)));
      return;
    }
    lastData = 0;
    log.append('\n').append(event);
    events.add(event);
    if (event instanceof Received.End end && answers && canAnswer(end.stream())) {
      answer(end.stream());
    }
  }

  private boolean canAnswer(int stream) {
    return engine instanceof Http2Engine ours ? ours.canSend(stream) : !engine.isClosed();
  }

  void answer(int stream) {
    engine.send(new Sent.Response(stream, 200, Headers.of("server", "gonzo"), false));
    engine.send(new Sent.Data(stream, ByteBuffer.wrap(Frame.ascii(body)), true));
  }

  /** Takes what the engine sends. */
  void flush() {
    var out = new ByteArrayOutputStream();
    while (true) {
      ByteBuffer bytes = engine.bytesToSend();
      if (!bytes.hasRemaining()) {
        break;
      }
      byte[] part =
          new byte
              [feeding == Feeding.SPLIT
                  ? 1 + random.nextInt(bytes.remaining())
                  : bytes.remaining()];
      bytes.get(part);
      out.writeBytes(part);
    }
    for (Frame frame : Frame.parse(out.toByteArray())) {
      frames.add(frame);
      if (frame.type() == Frame.HEADERS) {
        var fields = new ArrayList<HpackField>();
        decoder.decode(ByteBuffer.wrap(frame.payload()), fields::add);
        heads.add(frame.stream() + " " + fields);
      }
    }
  }

  /** Begins the connection as clients do. */
  Peer open(int... settingsAndValues) {
    send(
        Frame.ascii(MAGIC),
        Frame.settings(settingsAndValues),
        Frame.of(Frame.SETTINGS, Frame.ACK, 0));
    return this;
  }

  void frame(int type, int flags, int stream, byte... payload) {
    send(Frame.of(type, flags, stream, payload));
  }

  static byte[] request(String method, String... more) {
    return Frame.concatenated(
        Frame.block(
            ":method", method, ":scheme", "http", ":path", "/", ":authority", "example.org"),
        Frame.block(more));
  }

  /** Sends a whole request without a body. */
  void get(int stream) {
    headers(stream, request("GET"));
  }

  /** Sends a head that ends its stream. */
  void headers(int stream, byte... block) {
    frame(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, stream, block);
  }

  /** Sends a head that a body follows. */
  void post(int stream, String... more) {
    frame(Frame.HEADERS, Frame.END_HEADERS, stream, request("POST", more));
  }

  List<Frame> frames(int type) {
    return frames.stream().filter(each -> each.type() == type).toList();
  }

  void expectConnectionError(ErrorCode error) {
    assertThat(frames(Frame.GOAWAY))
        .as("GOAWAY, after %s", log)
        .singleElement()
        .satisfies(frame -> assertThat(ErrorCode.of(frame.int32(4))).isEqualTo(error));
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            Received.Violation.class,
            violation -> {
              assertThat(violation.error()).isEqualTo(error);
              assertThat(violation.section()).startsWith("RFC ");
            });
    assertThat(engine.isClosed()).isTrue();
  }

  void expectStreamError(int stream, ErrorCode error) {
    assertThat(frames(Frame.RST_STREAM))
        .as("RST_STREAM, after %s", log)
        .singleElement()
        .satisfies(frame -> {
          assertThat(frame.stream()).isEqualTo(stream);
          assertThat(ErrorCode.of(frame.int32(0))).isEqualTo(error);
        });
    assertThat(events)
        .anySatisfy(event ->
            assertThat(event)
                .isInstanceOfSatisfying(
                    Received.StreamViolation.class,
                    violation -> assertThat(violation.stream()).isEqualTo(stream)));
    expectAlive();
  }

  /** The stream has its response and its data. */
  void expectResponse(int stream) {
    assertThat(heads)
        .as("heads, after %s", log)
        .anyMatch(head -> head.startsWith(stream + " [:status: 200, "));
    assertThat(data(stream)).isEqualTo(body);
    expectAlive();
  }

  String data(int stream) {
    var out = new StringBuilder();
    frames(Frame.DATA).stream()
        .filter(each -> each.stream() == stream)
        .forEach(each ->
            out.append(new String(each.payload(), java.nio.charset.StandardCharsets.ISO_8859_1)));
    return out.toString();
  }

  /** The connection goes on: a ping is answered. */
  void expectAlive() {
    int before = frames.size();
    frame(Frame.PING, 0, 0, Frame.ascii("is there"));
    assertThat(frames.subList(before, frames.size()))
        .as("PING, after %s", log)
        .anySatisfy(frame -> {
          assertThat(frame.type()).isEqualTo(Frame.PING);
          assertThat(frame.has(Frame.ACK)).isTrue();
          assertThat(frame.payload()).isEqualTo(Frame.ascii("is there"));
        });
    assertThat(frames(Frame.GOAWAY)).isEmpty();
  }
}
