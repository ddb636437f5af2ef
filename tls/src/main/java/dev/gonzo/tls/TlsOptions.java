package dev.gonzo.tls;

import java.net.IDN;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is to be spoken. Immutable: each method answers changed options, and leaves these as they
 * are. For any thread and kernel.
 *
 * <pre>{@code
 * TlsOptions server = TlsOptions.defaults()
 *     .withCertificate(Path.of("fullchain.pem"), Path.of("key.pem"))
 *     .withApplicationProtocols("h2", "http/1.1");
 * TlsOptions client = TlsOptions.defaults().withTrusted(Path.of("our-authority.pem"));
 * }</pre>
 *
 * <p>Files are read when the first connection needs them, once. Keep the options: connections that
 * are made with the same ones, or with ones derived from them by anything but keys and trust,
 * resume each other's sessions.
 */
public final class TlsOptions {
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private static final TlsOptions DEFAULTS =
      new TlsOptions(Credentials.NONE, new Terms(), HANDSHAKE_TIMEOUT, CLOSE_TIMEOUT);

  /** What is told to the JDK, for each connection. */
  private record Terms(
      List<String> applicationProtocols,
      List<String> versions,
      @Nullable String serverName,
      boolean hostNameVerified,
      ClientAuthentication clientAuthentication) {
    Terms() {
      this(List.of(), List.of(), null, true, ClientAuthentication.NONE);
    }
  }

  private final Credentials credentials;
  private final Terms terms;
  private final @Nullable Duration handshakeTimeout;
  private final Duration closeTimeout;

  private TlsOptions(
      Credentials credentials,
      Terms terms,
      @Nullable Duration handshakeTimeout,
      Duration closeTimeout) {
    this.credentials = credentials;
    this.terms = terms;
    this.handshakeTimeout = handshakeTimeout;
    this.closeTimeout = closeTimeout;
  }

  /**
   * Tells what holds without options: trusts whom the JVM trusts, verifies the host's name, has no
   * certificate, speaks TLS 1.3 and 1.2, gives up a handshake after 10 seconds.
   *
   * @return the options
   */
  public static TlsOptions defaults() {
    return DEFAULTS;
  }

  // ---------------------------------------------------------------- keys and trust

  /**
   * Adds a certificate. A server that has several shows the one that is for the name which the
   * client asks for (SNI), and the first if none is, or it asks for none. A client shows the first
   * that the server's authorities vouch for.
   *
   * @param certificates a file in PEM: the certificate, and after it those that vouch for it
   * @param key a file in PEM: its private key, in PKCS#8 ("BEGIN PRIVATE KEY") and not encrypted;
   *     RSA, EC, or EdDSA
   * @return the changed options
   */
  public TlsOptions withCertificate(Path certificates, Path key) {
    return with(
        credentials.withPem(Objects.requireNonNull(certificates), Objects.requireNonNull(key)));
  }

  /**
   * Adds all certificates of a key store, as {@link #withCertificate} does.
   *
   * @param file a file in PKCS#12 (or another format that the JDK knows) with private keys
   * @param password that of the file and of its keys
   * @return the changed options
   */
  public TlsOptions withKeyStore(Path file, String password) {
    return with(
        credentials.withKeyStore(Objects.requireNonNull(file), Objects.requireNonNull(password)));
  }

  /**
   * Trusts the authorities of a file, and no others; for certificates that signed themselves,
   * those.
   *
   * @param certificates a file in PEM
   * @return the changed options
   */
  public TlsOptions withTrusted(Path certificates) {
    return with(credentials.withTrustedPem(Objects.requireNonNull(certificates)));
  }

  /**
   * Trusts the authorities of a trust store, and no others.
   *
   * @param file a file in PKCS#12 (or another format that the JDK knows) with certificates
   * @param password that of the file
   * @return the changed options
   */
  public TlsOptions withTrustStore(Path file, String password) {
    return with(
        credentials.withTrustStore(Objects.requireNonNull(file), Objects.requireNonNull(password)));
  }

  /**
   * Takes keys, trust and sessions from a context of the JDK, in place of all that was said of them
   * before.
   *
   * @param context the context
   * @return the changed options
   */
  public TlsOptions withContext(SSLContext context) {
    return with(Credentials.of(Objects.requireNonNull(context)));
  }

  private TlsOptions with(Credentials changed) {
    return new TlsOptions(changed, terms, handshakeTimeout, closeTimeout);
  }

  // ---------------------------------------------------------------- terms

  /**
   * Negotiates what is spoken over TLS (ALPN). A server takes the first of its own that the client
   * offers too, and refuses one that offers others only; {@link TlsStream#applicationProtocol}
   * tells.
   *
   * @param protocols their names, the preferred one first: "h2", "http/1.1"; none for no
   *     negotiation
   * @return the changed options
   */
  public TlsOptions withApplicationProtocols(String... protocols) {
    return with(
        new Terms(
            List.of(protocols),
            terms.versions,
            terms.serverName,
            terms.hostNameVerified,
            terms.clientAuthentication));
  }

  /**
   * Restricts the versions of TLS.
   *
   * @param versions as the JDK calls them: "TLSv1.3", "TLSv1.2"; none for those that the JDK
   *     enables
   * @return the changed options
   */
  public TlsOptions withVersions(String... versions) {
    return with(
        new Terms(
            terms.applicationProtocols,
            List.of(versions),
            terms.serverName,
            terms.hostNameVerified,
            terms.clientAuthentication));
  }

  /**
   * Asks for a server by another name than the host's, and verifies that one. For clients.
   *
   * @param name the name to ask for (SNI), which the certificate has to be for
   * @return the changed options
   */
  public TlsOptions withServerName(String name) {
    return with(
        new Terms(
            terms.applicationProtocols,
            terms.versions,
            Objects.requireNonNull(name),
            terms.hostNameVerified,
            terms.clientAuthentication));
  }

  /**
   * Does not verify that the certificate is for the host: whoever has any certificate that is
   * trusted can then be the server. For clients, and for tests.
   *
   * @return the changed options
   */
  public TlsOptions withoutHostNameVerification() {
    return with(
        new Terms(
            terms.applicationProtocols,
            terms.versions,
            terms.serverName,
            false,
            terms.clientAuthentication));
  }

  /**
   * Asks clients for a certificate. For servers; {@link #withTrusted} says whose are trusted.
   *
   * @param authentication whether, and how insistently
   * @return the changed options
   */
  public TlsOptions withClientAuthentication(ClientAuthentication authentication) {
    return with(
        new Terms(
            terms.applicationProtocols,
            terms.versions,
            terms.serverName,
            terms.hostNameVerified,
            Objects.requireNonNull(authentication)));
  }

  private TlsOptions with(Terms changed) {
    return new TlsOptions(credentials, changed, handshakeTimeout, closeTimeout);
  }

  // ---------------------------------------------------------------- times

  /**
   * Sets how long a handshake may take, from the open connection to its last byte, whatever the
   * peer sends meanwhile, and with the wait for one of the {@linkplain Tls#HANDSHAKES threads} that
   * compute it: 10 seconds without this.
   *
   * @param limit how long; null for as long as it takes
   * @return the changed options
   */
  public TlsOptions withHandshakeTimeout(@Nullable Duration limit) {
    return new TlsOptions(credentials, terms, limit, closeTimeout);
  }

  /**
   * Sets how long {@link TlsStream#close} waits for a peer that does not read, and then for one
   * that does not say farewell too: one second without this.
   *
   * @param limit how long; zero to wait for neither
   * @return the changed options
   */
  public TlsOptions withCloseTimeout(Duration limit) {
    return new TlsOptions(credentials, terms, handshakeTimeout, Objects.requireNonNull(limit));
  }

  @Nullable Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  Duration closeTimeout() {
    return closeTimeout;
  }

  // ---------------------------------------------------------------- for handshakes

  Credentials credentials() {
    return credentials;
  }

  /** These, if a server can do with them. */
  TlsOptions forServer() {
    if (credentials.isNobody()) {
      throw new IllegalArgumentException(
          "a server needs a certificate: give it one by withCertificate(...)");
    }
    return this;
  }

  Handshake.Side client(String host, int port) {
    String given = terms.serverName == null ? host : terms.serverName;
    boolean isAddress = ADDRESS.matcher(given).matches();
    String name = isAddress ? given : IDN.toASCII(withoutLastDot(given));
    SNIHostName asked = isAddress ? null : new SNIHostName(name);
    return context -> {
      SSLEngine engine = context.createSSLEngine(name, port);
      engine.setUseClientMode(true);
      SSLParameters parameters = parameters(engine);
      if (asked != null) {
        parameters.setServerNames(List.of(asked));
      }
      if (terms.hostNameVerified) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      engine.setSSLParameters(parameters);
      return engine;
    };
  }

  private static String withoutLastDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  SSLEngine server(SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(engine);
    switch (terms.clientAuthentication) {
      case NONE -> {}
      case WANTED -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLParameters parameters(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(terms.applicationProtocols.toArray(String[]::new));
    if (!terms.versions.isEmpty()) {
      parameters.setProtocols(terms.versions.toArray(String[]::new));
    }
    return parameters;
  }

  @Override
  public String toString() {
    return "TlsOptions[" + terms + ", handshake within " + handshakeTimeout + "]";
  }
}
