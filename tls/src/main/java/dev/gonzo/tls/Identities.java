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
 * Chooses who to be: a server, the one that the client asks for by name, and the first if it asks
 * for none of them; a client, the first that the server's authorities vouch for.
 *
 * <p>The JDK's own choice looks at the kind of the key first, and may so answer a client of TLS 1.2
 * with a certificate of another name.
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
    // A name that nobody here has is answered as no name is: it is for the client to refuse.
    return alias(identity -> identity.hasKeyOf(List.of(kind)) && (!known || fits.test(identity)));
  }

  /** What the client has asked for by SNI. */
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

  // ---------------------------------------------------------------- asked for by nobody here

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
