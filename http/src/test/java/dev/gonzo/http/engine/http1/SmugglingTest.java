package dev.gonzo.http.engine.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that servers and proxies have divided differently: each is refused, the connection is
 * closed, and nothing behind it is read as a request.
 */
class SmugglingTest {
  private static final String PAYLOADS = "dev.gonzo.http.engine.http1.SmugglingPayloads#";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  @ParameterizedTest
  @MethodSource({
    PAYLOADS + "heads",
    PAYLOADS + "lines",
    PAYLOADS + "firstLines",
    PAYLOADS + "hosts"
  })
  void a_head_that_can_be_read_in_two_ways_is_refused(String bytes) {
    var result = ServerScenario.of(bytes + NEXT);
    assertThat(result.events()).hasSize(1);
    assertThat(result.events().getFirst()).startsWith("violation 400 ");
    assertThat(result.sent())
        .isEqualTo("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    assertThat(result.isClosed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource(PAYLOADS + "chunks")
  void a_body_that_can_be_read_in_two_ways_is_refused(String bytes) {
    var result = ServerScenario.of(bytes + NEXT);
    assertThat(result.events().getFirst()).startsWith("POST / ");
    assertThat(result.events().getLast()).startsWith("violation 400 ");
    assertThat(result.events()).noneMatch(each -> each.startsWith("end") || each.startsWith("GET"));
    assertThat(result.sent()).startsWith("HTTP/1.1 400 Bad Request\r\n");
    assertThat(result.isClosed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource(PAYLOADS + "accepted")
  void what_looks_odd_and_is_clear_is_accepted(String bytes) {
    var result =
        ServerScenario.of(
            bytes,
            Http1Limits.defaults(),
            (server, _) -> {
              server.send(ResponseHead.of(404));
              server.send(EndOfMessage.plain());
            });
    assertThat(result.events()).noneMatch(each -> each.startsWith("violation"));
    assertThat(result.events().getLast()).startsWith("end");
  }

  @ParameterizedTest
  @MethodSource("unsupported")
  void what_is_clear_and_not_supported_closes_too(String bytes, int status) {
    var result = ServerScenario.of(bytes + NEXT);
    assertThat(result.events()).hasSize(1);
    assertThat(result.events().getFirst()).startsWith("violation " + status);
    assertThat(result.isClosed()).isTrue();
  }

  static Stream<Object[]> unsupported() {
    return Stream.of(
        new Object[] {POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        new Object[] {POST + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
        new Object[] {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
        new Object[] {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
        new Object[] {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505});
  }
}
