package dev.gonzo.tls;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.kernel.Activation;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.testing.MemoryStreams;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.Trap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of TLS, and what is said of what is wrong with it. */
@Tag("realTime")
class OptionsTest {
  private static Certificates certificates;

  @TempDir private Path directory;

  @BeforeAll
  static void make() {
    certificates = Certificates.made();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "some", ".pem"), text);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(TlsOptions options) {
    return assertThatThrownBy(() -> run(() -> Tls.handler(options, _ -> {})));
  }

  private static void assertTalks(TlsOptions server, TlsOptions client) throws Exception {
    Serving.on(
        Kernels.of(),
        server,
        _ -> {},
        port -> {
          try (var stream = Tls.connect("localhost", port, client)) {
            assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(-1);
          }
        });
  }

  @Test
  void a_server_without_a_certificate_is_refused_at_once() {
    assertRefused(certificates.client())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withCertificate");
    assertThatThrownBy(
            () -> run(() -> Tls.server(MemoryStreams.of(1).left(), TlsOptions.defaults())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void files_that_are_not_what_they_should_be_are_told_before_there_are_clients() throws Exception {
    Path certificate = certificates.certificate("localhost");
    Path key = certificates.key("localhost");
    TlsOptions none = TlsOptions.defaults();
    assertRefused(none.withCertificate(directory.resolve("missing"), key))
        .isInstanceOf(NoSuchFileException.class);
    assertRefused(none.withCertificate(key, key))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("holds no certificate in PEM");
    assertRefused(none.withCertificate(certificate, certificate))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("holds no key in PEM");
    assertRefused(none.withCertificate(certificate, certificates.key("rsa")))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("is not that of the certificate for CN=localhost");
    assertRefused(none.withCertificate(certificate, certificates.key("client")))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("is not that of the certificate for CN=localhost");
    assertRefused(none.withCertificate(certificate, certificates.key("old")))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("BEGIN RSA PRIVATE KEY; convert it: openssl pkcs8 -topk8");
    assertRefused(none.withCertificate(certificate, certificates.key("encrypted")))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("BEGIN RSA PRIVATE KEY; convert it: openssl pkcs8 -topk8");
    Path damaged = file("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
    assertRefused(none.withCertificate(certificate, damaged))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("is damaged");
    Path senseless = file("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertRefused(none.withCertificate(certificate, senseless))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("of an unknown type");
    assertRefused(none.withKeyStore(certificates.directory.resolve("localhost.p12"), "wrong"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password");
  }

  @Test
  void what_is_advised_for_a_key_of_another_form_makes_one_that_can_be_used() throws Exception {
    Path old = Files.copy(certificates.key("old"), directory.resolve("old.key"));
    String message = whyRefused(certificates.certificate("rsa"), old);
    String command = message.substring(message.indexOf("convert it: ") + "convert it: ".length());
    Process openssl = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
    Path converted = Path.of(command.substring(command.indexOf("-out ") + "-out ".length()));
    assertThat(key(converted)).isEqualTo(key(certificates.key("rsa")));
  }

  private static String whyRefused(Path certificate, Path key) {
    try {
      run(() -> Tls.handler(TlsOptions.defaults().withCertificate(certificate, key), _ -> {}));
      throw new AssertionError(key + " was taken");
    } catch (IOException refused) {
      return refused.getMessage();
    }
  }

  @Test
  void any_bytes_may_stand_around_what_is_in_a_file() throws Exception {
    var text = new ByteArrayOutputStream();
    text.write("Größe: ein Kommentar -- with dashes -----\n".getBytes(StandardCharsets.UTF_8));
    text.write(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0x80, '\n'});
    text.write(Files.readAllBytes(certificates.certificate("localhost")));
    text.write("fin du fichier é\r\n".getBytes(StandardCharsets.ISO_8859_1));
    Path certificate = Files.write(directory.resolve("with text.pem"), text.toByteArray());
    text.reset();
    text.write("schlüssel\n".getBytes(StandardCharsets.UTF_16));
    text.write(Files.readAllBytes(certificates.key("localhost")));
    Path key = Files.write(directory.resolve("with text.key"), text.toByteArray());
    assertTalks(TlsOptions.defaults().withCertificate(certificate, key), certificates.client());
  }

  @Test
  void a_key_that_is_too_weak_is_refused_with_the_reason() throws Exception {
    for (String name : new String[] {"weak", "weakEc"}) {
      assertRefused(certificates.server(name))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining(name + ".key has ")
          .hasMessageContaining("bits, which is too weak")
          .hasMessageContaining("openssl genpkey");
    }
    assertRefused(
            TlsOptions.defaults()
                .withKeyStore(certificates.directory.resolve("weak.p12"), "secret"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("has 512 bits, which is too weak");
  }

  @Test
  void keys_and_trust_may_stand_in_stores() throws Exception {
    Path store = directory.resolve("trusted.p12");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority());
    try (var out = Files.newOutputStream(store)) {
      trusted.store(out, "secret".toCharArray());
    }
    assertTalks(
        TlsOptions.defaults()
            .withKeyStore(certificates.directory.resolve("localhost.p12"), "secret"),
        TlsOptions.defaults().withTrustStore(store, "secret"));
    assertRefused(TlsOptions.defaults().withKeyStore(store, "secret"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("holds no private key");
  }

  private static PrivateKey key(Path file) throws Exception {
    return run(() -> Pem.key(KeyFiles.read(List.of(file)), file));
  }

  private X509Certificate authority() throws Exception {
    Path file = certificates.certificate("authority");
    return run(() -> Pem.certificates(KeyFiles.read(List.of(file)), file).getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
  void the_format_of_a_store_is_found_out(String format) throws Exception {
    Path store = directory.resolve("trusted." + format);
    KeyStore trusted = KeyStore.getInstance(format);
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority());
    try (var out = Files.newOutputStream(store)) {
      trusted.store(out, "secret".toCharArray());
    }
    assertTalks(
        TlsOptions.defaults()
            .withKeyStore(certificates.directory.resolve("localhost.p12"), "secret"),
        TlsOptions.defaults().withTrustStore(store, "secret"));
  }

  @Test
  void a_store_of_no_format_is_refused() throws Exception {
    assertRefused(TlsOptions.defaults().withKeyStore(file(""), "secret"))
        .isInstanceOf(IOException.class);
    assertRefused(TlsOptions.defaults().withKeyStore(file("no store"), "secret"))
        .isInstanceOf(IOException.class);
    assertRefused(TlsOptions.defaults().withKeyStore(directory.resolve("missing"), "secret"))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void files_are_read_by_traps_and_once() throws Exception {
    Path certificate = certificates.certificate("localhost");
    Path key = certificates.key("localhost");
    var read = new ArrayList<Path>();
    var observer =
        new Activation() {
          @Override
          public void trapped(Task<?> task, Trap<?> trap) {
            if (trap instanceof ReadWhole<?> asked) {
              read.add(asked.path());
            }
          }
        };
    TlsOptions options = TlsOptions.defaults().withCertificate(certificate, key);
    run(
        Kernels.of().observedBy(observer),
        () -> {
          Handshake.prepare(options);
          Handshake.prepare(options);
        });
    assertThat(read).containsExactly(certificate, key);
  }

  @Test
  void a_context_of_the_jdk_will_do_too() throws Exception {
    KeyStore keys =
        KeyStore.getInstance(
            certificates.directory.resolve("localhost.p12").toFile(), "secret".toCharArray());
    var factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, "secret".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    assertTalks(TlsOptions.defaults().withContext(context), certificates.client());
  }

  @Test
  void options_are_changed_by_none_of_their_methods() {
    TlsOptions options = TlsOptions.defaults();
    String before = options.toString();
    assertThat(
            options
                .withApplicationProtocols("h2")
                .withVersions("TLSv1.3")
                .withServerName("x")
                .withoutHostNameVerification()
                .withHandshakeTimeout(null)
                .toString())
        .isNotEqualTo(before)
        .contains("h2", "TLSv1.3", "hostNameVerified=false");
    assertThat(options).hasToString(before);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example, true",
    "A.example, a.EXAMPLE, true",
    "a.example, b.example, false",
    "*.example, a.example, true",
    "*.example, a.b.example, false",
    "*.example, example, false",
    "*.example, .example, false",
    "a.*.example, a.b.example, false",
  })
  void a_star_stands_for_one_label(String pattern, String host, boolean matches) {
    assertThat(Identity.matches(pattern, host)).isEqualTo(matches);
  }

  @Test
  void a_host_may_end_with_a_dot_and_may_be_no_name_at_all() throws Exception {
    SSLContext context = SSLContext.getDefault();
    TlsOptions options = TlsOptions.defaults();
    var dotted = options.client("example.org.", 443).engine(context);
    assertThat(dotted.getPeerHost()).isEqualTo("example.org");
    assertThat(dotted.getSSLParameters().getServerNames().toString()).contains("example.org");
    var foreign = options.client("bücher.example", 443).engine(context);
    assertThat(foreign.getPeerHost()).isEqualTo("xn--bcher-kva.example");
    for (String address : new String[] {"127.0.0.1", "::1"}) {
      var engine = options.client(address, 443).engine(context);
      assertThat(engine.getPeerHost()).isEqualTo(address);
      assertThat(engine.getSSLParameters().getServerNames()).isNullOrEmpty();
      assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    }
  }

  @Test
  void an_empty_host_is_refused() {
    assertThatThrownBy(
            () -> run(() -> Tls.client(MemoryStreams.of(1).left(), "", TlsOptions.defaults())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_db", "a..b", "-x-"})
  void a_name_that_is_no_domain_name_is_asked_of_no_server(String name) throws Exception {
    run(() -> {
      var pair = MemoryStreams.of(1000);
      pair.right().close();
      assertThatThrownBy(() -> Tls.client(pair.left(), name, TlsOptions.defaults()))
          .isInstanceOf(IOException.class);
    });
  }
}
