package dev.gonzo.http.engine.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A case of the Autobahn suite: what the tester sends, and what it must see.
 *
 * @param id the number of the suite
 * @param section the section of the standard that it is about
 * @param sent the frames that are sent
 * @param chop how many bytes come at once; 0 for all
 * @param seen the messages, pongs and the close that must come back, in order
 */
record AutobahnCase(String id, String section, List<Raw.Sent> sent, int chop, List<String> seen) {
  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int PING = 0x89;
  static final int PONG = 0x8A;
  static final int CLOSE = 0x88;

  static AutobahnCase of(String id, String section, Raw.Sent... sent) {
    return new AutobahnCase(id, section, List.of(sent), 0, List.of());
  }

  AutobahnCase chopped(int bytes) {
    return new AutobahnCase(id, section, sent, bytes, seen);
  }

  /** What must come back before the end of the case. */
  AutobahnCase sees(String... more) {
    var all = new ArrayList<>(seen);
    all.addAll(Arrays.asList(more));
    return new AutobahnCase(id, section, sent, chop, all);
  }

  /** The tester closes at the end, and the echo must have come. */
  AutobahnCase thenCloses() {
    var all = new ArrayList<>(sent);
    all.add(Raw.frame(CLOSE, Raw.close(1000, "")));
    return new AutobahnCase(id, section, all, chop, seen).sees(close(1000));
  }

  AutobahnCase fails(int code) {
    return sees(close(code));
  }

  static String close(int code) {
    return "close " + code;
  }

  static String message(int first, byte[] payload) {
    return ((first & 0x0F) == 1 ? "text " : "binary ") + digest(payload);
  }

  static String text(String payload) {
    return message(TEXT, payload.getBytes(UTF_8));
  }

  static String pong(byte[] payload) {
    return "pong " + digest(payload);
  }

  static String digest(byte[] payload) {
    return payload.length + " bytes, hash " + Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    return id + " (RFC 6455, " + section + ")";
  }
}
