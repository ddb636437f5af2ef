package dev.gonzo.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Our own certificates and the authorities that we trust. The files are read, and the JDK's context
 * is created, when it is first needed: outside the kernel, since that takes long. All connections
 * with the same credentials share one context, because it holds the sessions that can be resumed.
 */
final class Credentials {
  /** A file of certificates with their keys. */
  @FunctionalInterface
  private interface Keys {
    List<Identity> read() throws IOException, GeneralSecurityException;
  }

  /** A file of trusted authorities. */
  @FunctionalInterface
  private interface Trusted {
    KeyStore read() throws IOException, GeneralSecurityException;
  }

  /** No certificate, and the authorities that the JVM trusts. */
  static final Credentials NONE = new Credentials(List.of(), null, null);

  private final List<Keys> keys;
  private final @Nullable Trusted trusted;
  private final @Nullable SSLContext given;
  private @Nullable SSLContext made;

  private Credentials(List<Keys> keys, @Nullable Trusted trusted, @Nullable SSLContext given) {
    this.keys = keys;
    this.trusted = trusted;
    this.given = given;
  }

  static Credentials of(SSLContext context) {
    return new Credentials(List.of(), null, context);
  }

  Credentials withPem(Path certificates, Path key) {
    return withKeys(() -> {
      var identity = new Identity(Pem.certificates(certificates), Pem.key(key));
      WeakKeys.refuse(identity.key(), key);
      identity.requireThatKeyFits(key.toString());
      return List.of(identity);
    });
  }

  Credentials withKeyStore(Path file, String password) {
    return withKeys(() -> identities(file, password.toCharArray()));
  }

  private Credentials withKeys(Keys more) {
    return new Credentials(Stream.concat(keys.stream(), Stream.of(more)).toList(), trusted, null);
  }

  Credentials withTrustedPem(Path file) {
    return new Credentials(
        keys,
        () -> {
          KeyStore store = KeyStore.getInstance("PKCS12");
          store.load(null, null);
          for (X509Certificate authority : Pem.certificates(file)) {
            store.setCertificateEntry("authority " + store.size(), authority);
          }
          return store;
        },
        null);
  }

  Credentials withTrustStore(Path file, String password) {
    return new Credentials(
        keys, () -> KeyStore.getInstance(file.toFile(), password.toCharArray()), null);
  }

  private static List<Identity> identities(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(file.toFile(), password);
    var found = new ArrayList<Identity>();
    for (String alias : Collections.list(store.aliases())) {
      Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
      if (key instanceof PrivateKey secret) {
        WeakKeys.refuse(secret, file);
        Certificate[] chain = store.getCertificateChain(alias);
        found.add(
            new Identity(Arrays.stream(chain).map(X509Certificate.class::cast).toList(), secret));
      }
    }
    if (found.isEmpty()) {
      throw new GeneralSecurityException(file + " holds no private key with a certificate");
    }
    return found;
  }

  /** Whether there is no certificate that a server could use. */
  boolean isNobody() {
    return keys.isEmpty() && given == null;
  }

  /**
   * The JDK's context, created once. Blocks, and computes for long: for threads outside the kernel.
   */
  synchronized SSLContext context() throws IOException, GeneralSecurityException {
    if (made == null) {
      made = given == null ? make() : given;
    }
    return made;
  }

  private SSLContext make() throws IOException, GeneralSecurityException {
    if (keys.isEmpty() && trusted == null) {
      return SSLContext.getDefault();
    }
    var identities = new ArrayList<Identity>();
    for (Keys file : keys) {
      identities.addAll(file.read());
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new Identities(identities)}, trustManagers(), null);
    return context;
  }

  private TrustManager @Nullable [] trustManagers() throws IOException, GeneralSecurityException {
    if (trusted == null) {
      return null; // null means the JVM's
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted.read());
    return factory.getTrustManagers();
  }
}
