package dev.gonzo.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate to use. A server uses the one for the name that the client requests, or
 * the first if there is none for it; a client uses the first that one of the server's authorities
 * has issued.
 *
 * <p>The JDK's own key manager considers the type of the key first, and so may answer a TLS 1.2
 * client with a certificate for another name.
 */
final class Identities extends X509ExtendedKeyManager {
  private static final Principal[] ANYBODY = {};

  private final List<Identity> all;

  Identities(List<Identity> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String kind, Principal @Nullable [] authorities, @Nullable SSLEngine engine) {
    List<String> asked = engine == null ? List.of() : namesAskedFor(engine.getHandshakeSession());
    Predicate<Identity> fits = identity -> asked.stream().anyMatch(identity::isFor);
    boolean known = all.stream().anyMatch(fits);
    // An unknown name is treated like no name: the client must refuse the certificate.
    return alias(identity -> identity.hasKeyOf(List.of(kind)) && (!known || fits.test(identity)));
  }

  /** The names that the client has requested by SNI. */
  static List<String> namesAskedFor(@Nullable SSLSession session) {
    return session instanceof ExtendedSSLSession extended
        ? extended.getRequestedServerNames().stream()
            .filter(SNIHostName.class::isInstance)
            .map(name -> ((SNIHostName) name).getAsciiName())
            .toList()
        : List.of();
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] kinds, Principal @Nullable [] authorities, @Nullable SSLEngine engine) {
    Principal[] asked = authorities == null ? ANYBODY : authorities;
    return alias(identity -> identity.hasKeyOf(List.of(kinds)) && identity.isVouchedForBy(asked));
  }

  private @Nullable String alias(Predicate<Identity> fits) {
    OptionalInt index =
        IntStream.range(0, all.size()).filter(i -> fits.test(all.get(i))).findFirst();
    return index.isPresent() ? Integer.toString(index.getAsInt()) : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return all.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return all.get(Integer.parseInt(alias)).key();
  }

  // ---------------------------------------------------------------- not used here

  @Override
  public String @Nullable [] getClientAliases(String kind, Principal @Nullable [] authorities) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String kind, Principal @Nullable [] authorities) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] kinds, Principal @Nullable [] authorities, @Nullable Socket socket) {
    return chooseEngineClientAlias(kinds, authorities, null);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String kind, Principal @Nullable [] authorities, @Nullable Socket socket) {
    return chooseEngineServerAlias(kind, authorities, null);
  }

  @Override
  public String toString() {
    return Arrays.toString(
        all.stream().map(identity -> identity.certificate().getSubjectX500Principal()).toArray());
  }
}
