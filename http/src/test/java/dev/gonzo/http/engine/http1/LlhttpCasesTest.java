package dev.gonzo.http.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The messages of llhttp's tests mean the same here, unless they are listed with the reason. */
class LlhttpCasesTest {
  /** Why a message means something else here. */
  private enum Difference {
    /** Any token is a method (RFC 9110, 9.1); what is not implemented is for the application. */
    METHOD,
    /** {@code HTTP-name} is HTTP (RFC 9112, 2.3), and there is a version (RFC 9112, 3). */
    OTHER_PROTOCOL,
    /** A fragment or user information is no part of a target (RFC 9112, 3.2; RFC 9110, 4.2.4). */
    TARGET,
    /** Only OPTIONS has the target {@code *} (RFC 9112, 3.2.4). */
    ASTERISK,
    /** CONNECT has no body (RFC 9110, 9.3.6). */
    CONNECT,
    /** Trailers cannot change how a message is understood (RFC 9110, 6.5.1). */
    TRAILERS,
    /** {@code chunked} is the only coding here, once and last (RFC 9112, 6.1 and 7). */
    CODING,
    /**
     * A response begins with its status line (RFC 9112, 4): only requests may follow empty lines.
     */
    EMPTY_LINE
  }

  private record Case(
      String name, boolean isRequest, boolean hasEnd, String bytes, List<String> meaning) {}

  @TestFactory
  Stream<DynamicTest> a_message_means_the_same() throws IOException {
    return cases().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.name(),
                () -> {
                  if (listed(each.name()).isPresent()) {
                    assertThat(meaning(each)).isNotEqualTo(each.meaning());
                  } else {
                    assertThat(meaning(each)).isEqualTo(each.meaning());
                  }
                }));
  }

  @Test
  void no_case_is_missing() throws IOException {
    assertThat(cases()).hasSize(182);
  }

  private static List<Case> cases() throws IOException {
    var cases = new ArrayList<Case>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    LlhttpCasesTest.class.getResourceAsStream("/llhttp-cases.tsv")),
                US_ASCII))) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (!line.startsWith("#")) {
          String[] parts = line.split("\t");
          cases.add(
              new Case(
                  parts[0] + ": " + parts[1],
                  parts[2].startsWith("request"),
                  parts[2].endsWith("finish"),
                  unescaped(parts[3]),
                  Arrays.stream(parts).skip(4).map(LlhttpCasesTest::unescaped).toList()));
        }
      }
    }
    return cases;
  }

  private static String unescaped(String text) {
    var out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next != '\\') {
        out.append(next);
        continue;
      }
      i++;
      switch (text.charAt(i)) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case '\\' -> out.append('\\');
        case 'x' -> {
          out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
          i += 2;
        }
        case '{' -> { // {40a}: forty of them
          int end = text.indexOf('}', i);
          String repeated = text.substring(end - 1, end);
          out.append(repeated.repeat(Integer.parseInt(text, i + 1, end - 1, 10)));
          i = end;
        }
        default -> throw new AssertionError(text);
      }
    }
    return out.toString();
  }

  private static List<String> meaning(Case each) {
    List<String> meaning = understood(each, each.bytes());
    // It reports an error at the first wrong byte; here it is found at the end of the head.
    return each.meaning().contains("error") && !meaning.contains("error")
        ? understood(each, each.bytes() + "\r\n\r\n")
        : meaning;
  }

  private static List<String> understood(Case each, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    var events = new ArrayList<String>();
    if (each.isRequest()) {
      request(bytes, each.hasEnd(), events);
    } else {
      response(bytes, each.hasEnd(), events);
    }
    events.removeIf(event -> event.equals("connection end") || event.equals("upgraded"));
    events.replaceAll(LlhttpCasesTest::simple);
    events.remove("data ");
    return events;
  }

  private static String simple(String event) {
    if (event.startsWith("violation")) {
      return "error";
    }
    return event.startsWith("data ") ? event.replaceAll("[\r\n]", "") : event;
  }

  private static void request(ByteBuffer bytes, boolean hasEnd, List<String> events) {
    var engine = new Http1Server(Http1Limits.defaults());
    int before;
    do {
      before = bytes.remaining();
      List<ServerInput> received = engine.receive(bytes);
      Feed.add(events, received);
      boolean isComplete =
          !received.isEmpty() && received.getLast() instanceof EndOfMessage && !engine.isClosed();
      // llhttp stops where another protocol begins.
      if (isComplete && isRefusable(received)) {
        engine.send(ResponseHead.of(404, Headers.of("content-length", "0")));
        engine.send(EndOfMessage.plain());
      }
    } while (bytes.hasRemaining() && bytes.remaining() < before && !engine.isClosed());
    if (hasEnd) {
      Feed.add(events, engine.receiveEnd());
    }
  }

  private static boolean isRefusable(List<ServerInput> received) {
    return received.stream()
        .noneMatch(event ->
            event instanceof RequestHead head
                && (head.method().equals("CONNECT")
                    || head.headers().lists("connection", "upgrade")));
  }

  private static void response(ByteBuffer bytes, boolean hasEnd, List<String> events) {
    var engine = new Http1Client(Http1Limits.defaults());
    boolean isUpgrade = ISO_8859_1.decode(bytes.duplicate()).toString().contains(" 101 ");
    for (int i = 0; i < (isUpgrade ? 1 : 3); i++) {
      Headers headers = Headers.of("host", "h");
      engine.send(
          RequestHead.of(
              "GET",
              "/",
              isUpgrade ? headers.with("connection", "upgrade").with("upgrade", "x") : headers));
      engine.send(EndOfMessage.plain());
    }
    Feed.add(events, engine.receive(bytes));
    if (hasEnd) {
      Feed.add(events, engine.receiveEnd());
    }
  }

  private static Optional<Difference> listed(String name) {
    return switch (name) {
      case "request/invalid: HTTP protocol and ANNOUNCE method",
          "request/invalid: Invalid method" ->
          Optional.of(Difference.METHOD);
      case "request/method: SOURCE request with ICE",
          "request/method: OPTIONS request with RTSP",
          "request/method: ANNOUNCE request with RTSP",
          "request/sample: No HTTP version",
          "response/sample: RTSP response",
          "response/sample: ICE response",
          "response/sample: HTTP version 0.9" ->
          Optional.of(Difference.OTHER_PROTOCOL);
      case "request/uri: Fragment in URI",
          "request/uri: `host:port` and basic auth",
          "request/transfer-encoding: POST with `chunked` as last transfer-encoding",
          "request/transfer-encoding: POST with `chunked` as last transfer-encoding (multiple headers)",
          "request/transfer-encoding: POST with `chunkedchunked` as transfer-encoding" ->
          Optional.of(Difference.TARGET);
      case "request/method: M-SEARCH request", "request/method: PRI request HTTP2" ->
          Optional.of(Difference.ASTERISK);
      case "request/method: CONNECT with body" -> Optional.of(Difference.CONNECT);
      case "request/transfer-encoding: Trailing headers" -> Optional.of(Difference.TRAILERS);
      case "request/transfer-encoding: Ignoring `pigeons`",
          "response/transfer-encoding: `chunked` before other transfer-encoding",
          "response/transfer-encoding: multiple transfer-encoding where chunked is not the last one",
          "response/transfer-encoding: `chunkedchunked` transfer-encoding does not enable chunked enconding" ->
          Optional.of(Difference.CODING);
      case "response/connection: HTTP 304 with Content-Length",
          "response/connection: HTTP 100 first, then 400",
          "response/pipelining: Should parse multiple events",
          "response/sample: Response starting with CRLF" ->
          Optional.of(Difference.EMPTY_LINE);
      default -> Optional.empty();
    };
  }
}
