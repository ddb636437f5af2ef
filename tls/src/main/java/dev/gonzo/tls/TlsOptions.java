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
 * Options for TLS connections. Immutable: each method returns changed options, and leaves these
 * unchanged. May be used on any thread and kernel.
 *
 * <pre>{@code
 * TlsOptions server = TlsOptions.defaults()
 *     .withCertificate(Path.of("fullchain.pem"), Path.of("key.pem"))
 *     .withApplicationProtocols("h2", "http/1.1");
 * TlsOptions client = TlsOptions.defaults().withTrusted(Path.of("our-authority.pem"));
 * }</pre>
 *
 * <p>Files are read once, when the first connection needs them. Keep the options: connections with
 * the same options resume each other's sessions, and so do connections with options derived from
 * them that change neither keys nor trust.
 *
 * <p>The random bytes of a connection come from its kernel, by one request before the handshake.
 */
public final class TlsOptions {
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private static final TlsOptions DEFAULTS =
      new TlsOptions(Credentials.NONE, new Terms(), HANDSHAKE_TIMEOUT, CLOSE_TIMEOUT);

  /** The settings for the JDK's engine of each connection. */
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
   * Returns the default options: trusts the authorities that the JVM trusts, verifies the host's
   * name, has no certificate, uses TLS 1.3 and 1.2, and gives up a handshake after 10 seconds.
   *
   * @return the options
   */
  public static TlsOptions defaults() {
    return DEFAULTS;
  }

  // ---------------------------------------------------------------- keys and trust

  /**
   * Adds a certificate. A server with several uses the one for the name that the client requests
   * (SNI), or the first if there is none for it or no name is requested. A client uses the first
   * that one of the server's authorities has issued.
   *
   * @param certificates a file in PEM: the certificate, followed by those of its issuers
   * @param key a file in PEM: its private key, in PKCS#8 ("BEGIN PRIVATE KEY") and not encrypted;
   *     RSA, EC, or EdDSA
   * @return the changed options
   */
  public TlsOptions withCertificate(Path certificates, Path key) {
    return with(
        credentials.withPem(Objects.requireNonNull(certificates), Objects.requireNonNull(key)));
  }

  /**
   * Adds all certificates of a key store, like {@link #withCertificate}.
   *
   * @param file a file in PKCS#12 (or another format that the JDK knows) with private keys
   * @param password the password of the file and of its keys
   * @return the changed options
   */
  public TlsOptions withKeyStore(Path file, String password) {
    return with(
        credentials.withKeyStore(Objects.requireNonNull(file), Objects.requireNonNull(password)));
  }

  /**
   * Trusts the authorities of a file, and no others. A self-signed certificate is its own
   * authority.
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
   * @param password the password of the file
   * @return the changed options
   */
  public TlsOptions withTrustStore(Path file, String password) {
    return with(
        credentials.withTrustStore(Objects.requireNonNull(file), Objects.requireNonNull(password)));
  }

  /**
   * Takes keys, trust and sessions from a context of the JDK, replacing earlier settings of these.
   * The context keeps its own source of random bytes, which is not the kernel's.
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
   * Negotiates the application protocol (ALPN). A server chooses the first of its own that the
   * client also offers, and refuses a client that offers only others; {@link
   * TlsStream#applicationProtocol} returns the choice.
   *
   * @param protocols the names of the protocols, the preferred one first: "h2", "http/1.1"; none
   *     for no negotiation
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
   * {@return the application protocols that were set, the preferred one first; none if they were
   * not} Never suspends.
   */
  public List<String> applicationProtocols() {
    return terms.applicationProtocols;
  }

  /**
   * Restricts the versions of TLS.
   *
   * @param versions the JDK's names for them: "TLSv1.3", "TLSv1.2"; none for those that the JDK
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
   * Requests another server name than the host's, and verifies that one. For clients.
   *
   * @param name the name to request (SNI), which the certificate must be for
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
   * Does not verify that the certificate is for the host: then anyone with a trusted certificate
   * for any host can pose as the server. For clients, in tests.
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
   * Requests certificates from clients. For servers; {@link #withTrusted} sets the trusted
   * authorities.
   *
   * @param authentication whether a certificate is requested or required
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
   * Sets how long a handshake may take, from the open connection to its last byte, regardless of
   * what the peer sends meanwhile, and including the wait for one of the {@linkplain Tls#HANDSHAKES
   * threads} that compute it. The default is 10 seconds.
   *
   * @param limit how long; null for no limit
   * @return the changed options
   */
  public TlsOptions withHandshakeTimeout(@Nullable Duration limit) {
    return new TlsOptions(credentials, terms, limit, closeTimeout);
  }

  /**
   * Sets how long {@link TlsStream#close} waits for a peer that does not read, and then again for
   * the peer's own close_notify. The default is one second.
   *
   * @param limit how long; zero to wait for neither: then the close_notify is sent only if the
   *     stream below takes it at once
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

  /** Returns these options, if a server can use them. */
  TlsOptions forServer() {
    if (credentials.isNobody()) {
      throw new IllegalArgumentException(
          "a server needs a certificate: add one with withCertificate(...)");
    }
    return this;
  }

  /**
   * The name to send to the server; null for an address, and for what is no domain name, such as
   * {@code my_db}: these are only compared with the certificate.
   */
  private static @Nullable SNIHostName serverName(String host) {
    if (ADDRESS.matcher(host).matches()) {
      return null;
    }
    try {
      return new SNIHostName(IDN.toASCII(withoutLastDot(host)));
    } catch (IllegalArgumentException noDomainName) {
      return null;
    }
  }

  Handshake.Side client(String host, int port) {
    String given = terms.serverName == null ? host : terms.serverName;
    SNIHostName asked = serverName(given);
    String name = asked == null ? given : asked.getAsciiName();
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
