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
 * Our own certificates and the authorities that we trust. The files are read when they are first
 * needed, by traps; then the JDK's context is created outside the kernel, since that takes long.
 * All connections with the same credentials share one context, because it holds the sessions that
 * can be resumed.
 */
final class Credentials {
  /** A file of certificates with their keys. */
  @FunctionalInterface
  private interface Keys {
    List<Identity> of(KeyFiles files) throws IOException, GeneralSecurityException;
  }

  /** A file of trusted authorities. */
  @FunctionalInterface
  private interface Trusted {
    KeyStore of(KeyFiles files) throws IOException, GeneralSecurityException;
  }

  /** No certificate, and the authorities that the JVM trusts. */
  static final Credentials NONE = standard();

  private final List<Path> files;
  private final List<Keys> keys;
  private final @Nullable Trusted trusted;
  private final @Nullable SSLContext given;
  private volatile @Nullable SSLContext made;

  private Credentials(
      List<Path> files, List<Keys> keys, @Nullable Trusted trusted, @Nullable SSLContext given) {
    this.files = files;
    this.keys = keys;
    this.trusted = trusted;
    this.given = given;
  }

  static Credentials standard() {
    return new Credentials(List.of(), List.of(), null, null);
  }

  static Credentials of(SSLContext context) {
    return new Credentials(List.of(), List.of(), null, context);
  }

  Credentials withPem(Path certificates, Path key) {
    return withKeys(
        List.of(certificates, key),
        read -> {
          var identity = new Identity(Pem.certificates(read, certificates), Pem.key(read, key));
          WeakKeys.refuse(identity.key(), key);
          identity.requireThatKeyFits(key.toString());
          return List.of(identity);
        });
  }

  Credentials withKeyStore(Path file, String password) {
    return withKeys(
        List.of(file),
        read -> identities(read.store(file, password.toCharArray()), file, password));
  }

  private Credentials withKeys(List<Path> theirFiles, Keys more) {
    return new Credentials(
        with(theirFiles), Stream.concat(keys.stream(), Stream.of(more)).toList(), trusted, null);
  }

  private Credentials withTrusted(Path file, Trusted authorities) {
    return new Credentials(with(List.of(file)), keys, authorities, null);
  }

  private List<Path> with(List<Path> more) {
    return Stream.concat(files.stream(), more.stream()).toList();
  }

  Credentials withTrustedPem(Path file) {
    return withTrusted(
        file,
        read -> {
          KeyStore store = KeyStore.getInstance("PKCS12");
          store.load(null, null);
          for (X509Certificate authority : Pem.certificates(read, file)) {
            store.setCertificateEntry("authority " + store.size(), authority);
          }
          return store;
        });
  }

  Credentials withTrustStore(Path file, String password) {
    return withTrusted(file, read -> read.store(file, password.toCharArray()));
  }

  private static List<Identity> identities(KeyStore store, Path file, String password)
      throws GeneralSecurityException {
    var found = new ArrayList<Identity>();
    for (String alias : Collections.list(store.aliases())) {
      Key key = store.isKeyEntry(alias) ? store.getKey(alias, password.toCharArray()) : null;
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

  /** The files to be read before the context is created. */
  List<Path> files() {
    return files;
  }

  /** The JDK's context; null if it is not created yet. */
  @Nullable SSLContext contextOrNull() {
    return given == null ? made : given;
  }

  /**
   * The JDK's context, created once. Blocks, and computes for long: for threads outside the kernel.
   */
  synchronized SSLContext context(KeyFiles read) throws IOException, GeneralSecurityException {
    SSLContext present = contextOrNull();
    if (present == null) {
      present = make(read);
      made = present;
    }
    return present;
  }

  private SSLContext make(KeyFiles read) throws IOException, GeneralSecurityException {
    if (keys.isEmpty() && trusted == null && isConfigured(SSLContext.getDefault())) {
      return SSLContext.getDefault();
    }
    var identities = new ArrayList<Identity>();
    for (Keys file : keys) {
      identities.addAll(file.of(read));
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new Identities(identities)}, trustManagers(read), new KernelRandom());
    return context;
  }

  /**
   * Whether the JVM's default context has more than we can take over from it: a program has
   * replaced it, or has given it a key by a system property.
   */
  private static boolean isConfigured(SSLContext jvm) {
    return !jvm.getProtocol().equals("Default")
        || !System.getProperty("javax.net.ssl.keyStore", "").isEmpty();
  }

  private TrustManager @Nullable [] trustManagers(KeyFiles read)
      throws IOException, GeneralSecurityException {
    if (trusted == null) {
      return null; // null means the JVM's
    }
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted.of(read));
    return factory.getTrustManagers();
  }
}
