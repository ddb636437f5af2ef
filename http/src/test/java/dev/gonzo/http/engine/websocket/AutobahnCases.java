package dev.gonzo.http.engine.websocket;

import static dev.gonzo.http.engine.websocket.AutobahnCase.BINARY;
import static dev.gonzo.http.engine.websocket.AutobahnCase.CLOSE;
import static dev.gonzo.http.engine.websocket.AutobahnCase.PING;
import static dev.gonzo.http.engine.websocket.AutobahnCase.PONG;
import static dev.gonzo.http.engine.websocket.AutobahnCase.TEXT;
import static dev.gonzo.http.engine.websocket.AutobahnCase.message;
import static dev.gonzo.http.engine.websocket.AutobahnCase.of;
import static dev.gonzo.http.engine.websocket.AutobahnCase.pong;
import static dev.gonzo.http.engine.websocket.AutobahnCase.text;
import static dev.gonzo.http.engine.websocket.Raw.frame;
import static dev.gonzo.http.engine.websocket.Raw.hex;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cases 1 to 7 of the Autobahn suite, which are about single rules. */
final class AutobahnCases {
  private static final String HELLO = "Hello-µ@ßöäüàá-UTF-8!!";
  private static final byte[] HELLO_BYTES = HELLO.getBytes(UTF_8);

  private final List<AutobahnCase> all = new ArrayList<>();

  private AutobahnCases() {}

  static List<AutobahnCase> all() {
    var cases = new AutobahnCases();
    cases.messages();
    cases.pings();
    cases.reservedBits();
    cases.opcodes();
    cases.fragments();
    cases.moreFragments();
    cases.texts();
    cases.closing();
    cases.closeCodes();
    return cases.all;
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private void add(AutobahnCase each) {
    all.add(each);
  }

  private void messages() {
    int[] sizes = {0, 125, 126, 127, 128, 65535, 65536, 65536};
    for (int kind = 1; kind <= 2; kind++) {
      int first = kind == 1 ? TEXT : BINARY;
      for (int i = 0; i < sizes.length; i++) {
        byte[] payload = filled(sizes[i], kind == 1 ? '*' : 0xFE);
        add(
            of("1." + kind + "." + (i + 1), "5.6", frame(first, payload))
                .chopped(i == 7 ? 997 : 0)
                .sees(message(first, payload))
                .thenCloses());
      }
    }
  }

  private void pings() {
    byte[] payload = "Hello, world!".getBytes(UTF_8);
    byte[] binary = hex("00 ff fe fd fc fb 00 ff");
    byte[] most = filled(125, 0xFE);
    add(of("2.1", "5.5.2", frame(PING, "")).sees(pong(new byte[0])).thenCloses());
    add(of("2.2", "5.5.2", frame(PING, payload)).sees(pong(payload)).thenCloses());
    add(of("2.3", "5.5.2", frame(PING, binary)).sees(pong(binary)).thenCloses());
    add(of("2.4", "5.5.2", frame(PING, most)).sees(pong(most)).thenCloses());
    add(of("2.5", "5.5", frame(PING, filled(126, 0xFE))).fails(1002));
    add(of("2.6", "5.5.2", frame(PING, most)).chopped(1).sees(pong(most)).thenCloses());
    add(of("2.7", "5.5.3", frame(PONG, "")).thenCloses());
    add(of("2.8", "5.5.3", frame(PONG, "unsolicited")).thenCloses());
    add(
        of("2.9", "5.5.3", frame(PONG, "unsolicited"), frame(PING, payload))
            .sees(pong(payload))
            .thenCloses());
    for (int i = 10; i <= 11; i++) {
      var pings = new Raw.Sent[10];
      var pongs = new String[10];
      for (int each = 0; each < 10; each++) {
        byte[] numbered = ("payload-" + each).getBytes(UTF_8);
        pings[each] = frame(PING, numbered);
        pongs[each] = pong(numbered);
      }
      add(of("2." + i, "5.5.2", pings).chopped(i == 11 ? 1 : 0).sees(pongs).thenCloses());
    }
  }

  private void reservedBits() {
    Raw.Sent hello = frame(TEXT, HELLO);
    Raw.Sent ping = frame(PING, "");
    add(of("3.1", "5.2", frame(TEXT | 0x10, HELLO)).fails(1002));
    add(of("3.2", "5.2", hello, frame(TEXT | 0x20, HELLO), ping).sees(text(HELLO)).fails(1002));
    add(
        of("3.3", "5.2", hello, frame(TEXT | 0x30, HELLO), ping)
            .chopped(22)
            .sees(text(HELLO))
            .fails(1002));
    add(
        of("3.4", "5.2", hello, frame(TEXT | 0x40, HELLO), ping)
            .chopped(1)
            .sees(text(HELLO))
            .fails(1002));
    add(of("3.5", "5.2", frame(BINARY | 0x50, filled(8, 0xFE))).fails(1002));
    add(of("3.6", "5.2", frame(PING | 0x60, "")).fails(1002));
    add(of("3.7", "5.2", frame(CLOSE | 0x70, Raw.close(1000, ""))).fails(1002));
  }

  private void opcodes() {
    Raw.Sent hello = frame(TEXT, HELLO);
    Raw.Sent ping = frame(PING, "");
    int[] opcodes = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15};
    for (int i = 0; i < opcodes.length; i++) {
      Raw.Sent reserved = frame(0x80 | opcodes[i], i % 5 == 0 || i % 5 == 2 ? "" : "payload");
      String id = "4." + (i / 5 + 1) + "." + (i % 5 + 1);
      add(
          i % 5 < 2
              ? of(id, "5.2", reserved).fails(1002)
              : of(id, "5.2", hello, reserved, ping).sees(text(HELLO)).fails(1002));
    }
  }

  private void fragments() {
    Raw.Sent first = frame(0x01, "fragment1");
    Raw.Sent last = frame(0x80, "fragment2");
    String whole = text("fragment1fragment2");
    Raw.Sent ping = frame(PING, "ping payload");
    String pong = pong("ping payload".getBytes(UTF_8));
    add(of("5.1", "5.5", frame(0x09, "fragment1"), last).fails(1002));
    add(of("5.2", "5.5", frame(0x0A, "fragment1"), last).fails(1002));
    int[] chops = {0, 11, 1};
    for (int i = 0; i < 3; i++) {
      add(of("5." + (3 + i), "5.4", first, last).chopped(chops[i]).sees(whole).thenCloses());
      add(
          of("5." + (6 + i), "5.4", first, ping, last)
              .chopped(chops[i])
              .sees(pong, whole)
              .thenCloses());
      Raw.Sent hello = frame(TEXT, "Hello, world!");
      add(
          of("5." + (9 + i), "5.4", frame(0x80, "nothing to continue"), hello)
              .chopped(chops[i])
              .fails(1002));
      add(
          of("5." + (12 + i), "5.4", frame(0x00, "nothing to continue"), hello)
              .chopped(chops[i])
              .fails(1002));
    }
  }

  private void moreFragments() {
    Raw.Sent first = frame(0x01, "fragment1");
    Raw.Sent last = frame(0x80, "fragment2");
    String whole = text("fragment1fragment2");
    add(
        of("5.15", "5.4", first, last, frame(0x00, "fragment3"), frame(TEXT, "fragment4"))
            .sees(whole)
            .fails(1002));
    for (int i = 16; i <= 17; i++) {
      Raw.Sent wrong = frame(i == 16 ? 0x00 : 0x80, "fragment0");
      add(of("5." + i, "5.4", wrong, first, last, wrong, first, last).fails(1002));
    }
    add(of("5.18", "5.4", first, frame(0x81, "fragment2")).fails(1002));
    for (int i = 19; i <= 20; i++) {
      var sent =
          List.of(
              first,
              frame(0x00, "fragment2"),
              frame(PING, "pongme 1!"),
              frame(0x00, "fragment3"),
              frame(0x00, "fragment4"),
              frame(PING, "pongme 2!"),
              frame(0x80, "fragment5"));
      add(
          new AutobahnCase("5." + i, "5.4", sent, i == 20 ? 9 : 0, List.of())
              .sees(
                  pong("pongme 1!".getBytes(UTF_8)),
                  pong("pongme 2!".getBytes(UTF_8)),
                  text("fragment1fragment2fragment3fragment4fragment5"))
              .thenCloses());
    }
  }

  private void texts() {
    Raw.Sent empty = frame(0x00, "");
    add(of("6.1.1", "5.6", frame(TEXT, "")).sees(text("")).thenCloses());
    add(of("6.1.2", "5.4", frame(0x01, ""), empty, frame(0x80, "")).sees(text("")).thenCloses());
    add(
        of("6.1.3", "5.4", frame(0x01, ""), frame(0x00, "middle"), frame(0x80, ""))
            .sees(text("middle"))
            .thenCloses());
    add(of("6.2.1", "8.1", frame(TEXT, HELLO)).sees(text(HELLO)).thenCloses());
    add(
        of("6.2.2", "8.1", frame(0x01, "Hello-µ@ßöä"), frame(0x80, "üàá-UTF-8!!"))
            .sees(text(HELLO))
            .thenCloses());
    add(octets("6.2.3", HELLO_BYTES).sees(text(HELLO)).thenCloses());
    add(octets("6.2.4", "κόσμε".getBytes(UTF_8)).sees(text("κόσμε")).thenCloses());
    byte[] bad = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
    add(of("6.3.1", "8.1", frame(TEXT, bad)).fails(1007));
    add(octets("6.3.2", bad).fails(1007));
    byte[] start = hex("cebae1bdb9cf83cebcceb5");
    byte[] wrong = hex("f4908080");
    byte[] rest = "edited".getBytes(UTF_8);
    add(of("6.4.1", "8.1", frame(0x01, start), frame(0x00, wrong), frame(0x80, rest)).fails(1007));
    // The message could go on: a receiver that checks whole messages only waits.
    add(of("6.4.2", "8.1", frame(0x01, start), frame(0x00, hex("f490"))).fails(1007));
    add(
        of("6.4.3", "8.1", frame(TEXT, Raw.concatenated(start, wrong, rest)))
            .chopped(17)
            .fails(1007));
    add(
        of("6.4.4", "8.1", frame(0x01, Raw.concatenated(start, hex("f490"))))
            .chopped(17)
            .fails(1007));
  }

  private static AutobahnCase octets(String id, byte[] bytes) {
    var frames = new ArrayList<Raw.Sent>();
    for (int i = 0; i < bytes.length; i++) {
      int first = (i == 0 ? 0x01 : 0) | (i == bytes.length - 1 ? 0x80 : 0);
      frames.add(frame(first, Arrays.copyOfRange(bytes, i, i + 1)));
    }
    return new AutobahnCase(id, "8.1", frames, 0, List.of());
  }

  private void closing() {
    Raw.Sent close = frame(CLOSE, Raw.close(1000, ""));
    Raw.Sent hello = frame(TEXT, "Hello World!");
    String closed = AutobahnCase.close(1000);
    add(of("7.1.1", "5.5.1", hello, close).sees(text("Hello World!"), closed));
    add(of("7.1.2", "5.5.1", close, close).sees(closed));
    add(of("7.1.3", "5.5.1", close, frame(PING, "")).sees(closed));
    add(of("7.1.4", "5.5.1", close, hello).sees(closed));
    add(
        of("7.1.5", "5.5.1", frame(0x01, "fragment1"), close, frame(0x80, "fragment2"))
            .sees(closed));
    byte[] large = filled(256 << 10, '*');
    add(
        of("7.1.6", "5.5.1", frame(TEXT, large), hello, close, frame(PING, ""))
            .sees(message(TEXT, large), text("Hello World!"), closed));
    add(of("7.3.1", "5.5.1", frame(CLOSE, "")).sees("close without code"));
    add(of("7.3.2", "5.5.1", frame(CLOSE, "a")).fails(1002));
    add(of("7.3.3", "5.5.1", close).sees(closed));
    add(of("7.3.4", "5.5.1", frame(CLOSE, Raw.close(1000, "Hello World!"))).sees(closed));
    add(of("7.3.5", "5.5", frame(CLOSE, Raw.close(1000, "*".repeat(123)))).sees(closed));
    add(of("7.3.6", "5.5", frame(CLOSE, Raw.close(1000, "*".repeat(124)))).fails(1002));
    byte[] notText = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
    add(of("7.5.1", "5.5.1", frame(CLOSE, Raw.close(1000, notText))).fails(1007));
  }

  private void closeCodes() {
    int[] valid = {
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
    };
    for (int i = 0; i < valid.length; i++) {
      add(
          of("7.7." + (i + 1), "7.4", frame(CLOSE, Raw.close(valid[i], "")))
              .sees(AutobahnCase.close(valid[i])));
    }
    int[] invalid = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999};
    for (int i = 0; i < invalid.length; i++) {
      add(of("7.9." + (i + 1), "7.4", frame(CLOSE, Raw.close(invalid[i], ""))).fails(1002));
    }
    add(of("7.13.1", "7.4", frame(CLOSE, Raw.close(5000, ""))).fails(1002));
    add(of("7.13.2", "7.4", frame(CLOSE, Raw.close(65535, ""))).fails(1002));
  }
}
