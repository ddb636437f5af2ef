package dev.gonzo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is sent. */
class RequestTest {
  @ParameterizedTest
  @CsvSource({
    "ftp://h/, use https or http",
    "/path, has no scheme",
    "//host/path, has no scheme",
    "mailto:a@b, use https or http",
    "http:///path, has no host",
    "http:path, has no host",
    "http://user:secret@h/, a user name is refused",
    "http://h:0/, from 1 to 65535",
    "http://h:65536/, from 1 to 65535",
    "http://h:x/, from 1 to 65535",
    "'http://[fe80::1%25eth0]/', leave out a zone",
    "http://h%41/, no name",
  })
  void a_wrong_uri_is_refused_and_a_password_is_not_repeated(String uri, String message) {
    assertThatThrownBy(() -> Request.get(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "http://Example.ORG, example.org, /",
    "http://h:80/a, h, /a",
    "https://h:443/, h, /",
    "https://h:80/, h:80, /",
    "'http://[::1]:8080/x?y=z#f', [::1]:8080, /x?y=z",
    "http://my_db:1/%2e?, my_db:1, /%2e?",
    "http://bücher.example/ä?ö, xn--bcher-kva.example, /%C3%A4?%C3%B6",
  })
  void host_and_target_are_what_the_uri_says(String uri, String authority, String target) {
    Request request = Request.get(uri);
    assertThat(request.origin().authority()).isEqualTo(authority);
    assertThat(Origin.target(request.uri())).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0b", " a", "é☃"})
  void a_value_cannot_begin_another_field(String value) {
    assertThatThrownBy(() -> Request.get("http://h/").withHeader("x-a", value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "a\r\n", "ä"})
  void a_name_is_a_token(String name) {
    assertThatThrownBy(() -> Request.get("http://h/").withHeader(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "Content-Length", "transfer-encoding", "Connection", "Upgrade", "Expect"})
  void the_fields_of_the_client_are_its_own(String name) {
    assertThatThrownBy(() -> Request.get("http://h/").withHeader(name, "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the client writes the header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GE T", "GET\r\nX: y", "CONNECT"})
  void a_method_is_a_word(String method) {
    assertThatThrownBy(() -> Request.of(method, URI.create("http://h/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_request_is_not_changed_by_its_copies() {
    Request request = Request.post("http://h/");
    Request changed = request.withHeader("X-A", "1").withBody(sink -> sink.write("x"));
    assertThat(request.headers().size()).isZero();
    assertThat(request.isRepeatable()).isTrue();
    assertThat(changed.headers().first("x-a")).contains("1");
    assertThat(changed.isRepeatable()).isFalse();
    assertThat(changed.withRepeatableBody().isRepeatable()).isTrue();
    assertThat(changed.withoutBody().isRepeatable()).isTrue();
    assertThat(changed).hasToString("POST http://h/");
  }
}
