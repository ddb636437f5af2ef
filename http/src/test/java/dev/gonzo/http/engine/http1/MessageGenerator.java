package dev.gonzo.http.engine.http1;

import java.util.Random;

/** Makes messages that are mostly valid, and changes some bytes of some. The same for each seed. */
final class MessageGenerator {
  private static final String[] METHODS = {"GET", "POST", "HEAD", "PUT", "OPTIONS", "M-X", "get"};
  private static final String[] TARGETS = {
    "/", "/a?b=c", "/%20", "*", "http://a/b", "a:80", "/a|b"
  };
  private static final String[] FIELDS = {
    "X: y",
    "X:y",
    "X:  y z \t",
    "Empty:",
    "Accept: a, b",
    "Cookie: a=b; c=d",
    "Latin: \u00e4\u00ff",
    "Connection: close",
    "Connection: keep-alive",
    "Content-Type: text/plain",
    "Expect: 100-continue"
  };
  private static final String[] LENGTHS = {
    "", "0", "5", "05", "5, 5", "+5", "5 ", "-1", "6", "0x5"
  };
  private static final String[] CODINGS = {
    "chunked",
    "Chunked",
    "identity",
    "chunked, chunked",
    "gzip, chunked",
    "chunked, gzip",
    "",
    "xchunked"
  };
  private static final String[] SIZES = {
    "5", "05", "5;a", "5;a=b", "5 ;a=\"b c\"", "5;a=\"\\\"\"", "5;a=\"\\\u00e4\"", "5 ", "+5", "0x5"
  };
  private static final String[] TRAILERS = {
    "X-Sum: 7\r\n", "A: b\r\nC: d\r\n", "", "", "", "Bad \r\n", "Content-Length: 5\r\n"
  };
  private static final String NOISE = "\r\n\0 \t:;,\"=\\/-_09af\u007f\u00e4\013#";

  private final Random random;

  MessageGenerator(long seed) {
    random = new Random(seed);
  }

  String requests() {
    var out = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      out.append(any(METHODS)).append(' ').append(rarely(4) ? any(TARGETS) : "/path").append(' ');
      out.append(rarely(12) ? "HTTP/1.0" : "HTTP/1.1").append("\r\n");
      out.append(rarely(12) ? "" : "Host: a\r\n");
      fieldsAndBody(out);
    }
    return changed(out);
  }

  String response() {
    var out = new StringBuilder(rarely(12) ? "HTTP/1.0 " : "HTTP/1.1 ");
    int status = rarely(5) ? 200 + random.nextInt(400) : 200;
    // Netty leaves out transfer-encoding there.
    boolean isEmpty = status == 204 || status == 304;
    out.append(isEmpty ? 200 : status).append(rarely(5) ? "" : " OK").append("\r\n");
    fieldsAndBody(out);
    return changed(out);
  }

  private void fieldsAndBody(StringBuilder out) {
    for (int i = random.nextInt(3); i > 0; i--) {
      out.append(any(FIELDS)).append("\r\n");
    }
    int framing = random.nextInt(10);
    if (framing < 4 || rarely(30)) {
      out.append("Content-Length: ").append(rarely(4) ? any(LENGTHS) : "5").append("\r\n");
    }
    if (framing >= 4 && framing < 7 || rarely(30)) {
      out.append("Transfer-Encoding: ").append(rarely(5) ? any(CODINGS) : "chunked").append("\r\n");
    }
    out.append("\r\n");
    if (framing < 4) {
      out.append("hello");
    } else if (framing < 7) {
      for (int i = random.nextInt(3); i > 0; i--) {
        out.append(rarely(4) ? any(SIZES) : "5").append("\r\nhello\r\n");
      }
      out.append(rarely(6) ? "000" : "0").append("\r\n").append(any(TRAILERS)).append("\r\n");
    }
  }

  private String changed(StringBuilder out) {
    if (random.nextBoolean()) {
      for (int i = random.nextInt(2); i >= 0; i--) {
        int at = random.nextInt(out.length());
        char noise = NOISE.charAt(random.nextInt(NOISE.length()));
        switch (random.nextInt(3)) {
          case 0 -> out.insert(at, noise);
          case 1 -> out.setCharAt(at, noise);
          default -> out.deleteCharAt(at);
        }
      }
    }
    if (rarely(10)) {
      out.setLength(random.nextInt(out.length()));
    }
    return out.toString();
  }

  private boolean rarely(int times) {
    return random.nextInt(times) == 0;
  }

  private String any(String[] of) {
    return of[random.nextInt(of.length)];
  }
}
