package dev.gonzo.http.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each limit at its value, and one above. */
class LimitsTest {
  private static final Http1Limits DEFAULTS = Http1Limits.defaults();
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static void accepts(String bytes, Http1Limits limits) {
    assertThat(ServerScenario.of(bytes, limits).events().getLast()).startsWith("end");
  }

  private static void refuses(String bytes, Http1Limits limits, String violation) {
    var result = ServerScenario.of(bytes, limits);
    assertThat(result.events().getLast()).isEqualTo("violation " + violation);
    assertThat(result.sent()).startsWith("HTTP/1.1 " + violation.substring(0, 3));
    assertThat(result.isClosed()).isTrue();
  }

  @Test
  void first_line() {
    Http1Limits limits = DEFAULTS.withRequestLine(20);
    accepts("GET /234567 HTTP/1.1\r\nHost: a\r\n\r\n", limits);
    refuses("GET /2345678 HTTP/1.1\r\nHost: a\r\n\r\n", limits, "414 limit requestLine");
    refuses("x".repeat(21), limits, "414 limit requestLine");
  }

  @Test
  void line_of_a_header() {
    Http1Limits limits = DEFAULTS.withHeaderLine(10);
    accepts(HEAD + "X: 3456789\r\n\r\n", limits);
    refuses(HEAD + "X: 34567890\r\n\r\n", limits, "431 limit headerLine");
  }

  @Test
  void number_of_headers() {
    Http1Limits limits = DEFAULTS.withHeaders(2);
    accepts(HEAD + "X: y\r\n\r\n", limits);
    refuses(HEAD + "X: y\r\nZ: z\r\n\r\n", limits, "431 limit headers");
  }

  @Test
  void bytes_of_a_head() {
    Http1Limits limits = DEFAULTS.withHeadBytes(18);
    accepts(HEAD + "X: 345678\r\n\r\n", limits);
    refuses(HEAD + "X: 3456789\r\n\r\n", limits, "431 limit headBytes");
    refuses(HEAD + "X: 345678\r\nY:\r\n\r\n", limits, "431 limit headBytes");
  }

  @Test
  void bytes_of_trailers() {
    Http1Limits limits = DEFAULTS.withTrailerBytes(10);
    accepts(CHUNKED + "0\r\nX: 3456789\r\n\r\n", limits);
    refuses(CHUNKED + "0\r\nX: 34567890\r\n\r\n", limits, "431 limit trailerBytes");
  }

  @Test
  void bytes_of_extensions_of_all_chunks() {
    Http1Limits limits = DEFAULTS.withChunkExtensions(10);
    accepts(
        CHUNKED + "1;" + "x".repeat(15) + "\r\na\r\n1;" + "x".repeat(20) + "\r\na\r\n0\r\n\r\n",
        limits);
    refuses(
        CHUNKED + "1;" + "x".repeat(15) + "\r\na\r\n1;" + "x".repeat(22) + "\r\na\r\n0\r\n\r\n",
        limits,
        "400 limit chunkExtensions");
  }

  @Test
  void empty_lines_before_a_request() {
    Http1Limits limits = DEFAULTS.withBlankLines(2);
    accepts("\r\n\r\n" + HEAD + "\r\n\r\n\r\n" + HEAD + "\r\n", limits);
    refuses("\r\n\r\n\r\n" + HEAD + "\r\n", limits, "400 limit blankLines");
  }

  @Test
  void bytes_of_a_body() {
    Http1Limits limits = DEFAULTS.withBody(5);
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    accepts(post + "5\r\n\r\nhello", limits);
    refuses(post + "6\r\n\r\n", limits, "413 limit body");
    accepts(CHUNKED + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", limits);
    refuses(CHUNKED + "3\r\nhel\r\n3\r\nlo!\r\n", limits, "413 limit body");
  }

  @Test
  void limits_are_not_negative() {
    assertThatThrownBy(() -> DEFAULTS.withHeaders(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("headers");
    assertThatThrownBy(() -> DEFAULTS.withProgress(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DEFAULTS.withIdle(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("idle");
  }
}
