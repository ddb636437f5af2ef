package dev.gonzo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Gonzo;
import dev.gonzo.http.Http;
import dev.gonzo.tls.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The options of a server, and what is wrong with them. */
@Tag("realTime")
class OptionsTest {
  private static final ServerOptions DEFAULTS = ServerOptions.defaults();

  @Test
  void conveniences_change_how_connections_are_accepted() {
    ServerOptions options = DEFAULTS.withGrace(Duration.ofSeconds(3)).withConnectionLimit(7);
    assertThat(options.listen().grace()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.listen().connectionLimit()).isEqualTo(7);
    assertThat(DEFAULTS.listen().grace()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void what_is_wrong_is_said_at_once() {
    TlsOptions gopher = TlsOptions.defaults().withApplicationProtocols("h2", "gopher");
    assertThatThrownBy(() -> DEFAULTS.withTls(gopher))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a server of HTTP speaks h2 and http/1.1, got the application protocol gopher");
    assertThatThrownBy(() -> DEFAULTS.withConnectionLimit(0))
        .hasMessage("connectionLimit must be at least 1, got 0");
    assertThatThrownBy(() -> DEFAULTS.withGrace(Duration.ofSeconds(-1)))
        .hasMessage("grace must not be negative, got PT-1S");
    assertThatThrownBy(() -> ServerPerCore.serve(0, "127.0.0.1", 0, DEFAULTS, _ -> exchange -> {}))
        .hasMessage("there must be at least 1 kernel, got 0");
  }

  @Test
  void a_certificate_that_is_missing_is_found_before_the_first_connection() {
    TlsOptions none = TlsOptions.defaults().withCertificate(Path.of("no.pem"), Path.of("no.key"));
    assertThatThrownBy(() -> Gonzo.run(() -> Http.listen("127.0.0.1", 0, DEFAULTS.withTls(none))))
        .hasMessageContaining("no.pem");
    assertThatThrownBy(() ->
            Gonzo.run(() -> Http.listen("127.0.0.1", 0, DEFAULTS.withTls(TlsOptions.defaults()))))
        .hasMessageContaining("a server needs a certificate");
  }
}
