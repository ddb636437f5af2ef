package dev.gonzo.tls;

import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A certificate with its chain of issuers and its private key.
 *
 * @param chain the certificates, its own first
 * @param key the key of the first certificate
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final int DNS_NAME = 2;
  private static final byte[] PROOF =
      "these two belong together".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  Identity {
    chain = List.copyOf(chain);
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /** Whether its key is of one of the types that the JDK asks for: "RSA", "EC", "EdDSA". */
  boolean hasKeyOf(List<String> kinds) {
    return kinds.contains(key.getAlgorithm());
  }

  /** Whether one of these authorities has issued it; an empty array means any. */
  boolean isVouchedForBy(Principal[] authorities) {
    Collection<Principal> known = List.of(authorities);
    return known.isEmpty()
        || chain.stream().anyMatch(link -> known.contains(link.getIssuerX500Principal()));
  }

  /** Whether the certificate is for a host of this name. */
  boolean isFor(String host) {
    try {
      var names = certificate().getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .filter(name -> name.getFirst().equals(DNS_NAME))
              .anyMatch(name -> matches((String) name.get(1), host));
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  /** A star matches the first label, and only one label (RFC 9525, 6.3). */
  static boolean matches(String pattern, String host) {
    String wanted = pattern.toLowerCase(Locale.ROOT);
    String given = host.toLowerCase(Locale.ROOT);
    if (!wanted.startsWith("*.")) {
      return wanted.equals(given);
    }
    int dot = given.indexOf('.');
    return dot > 0 && given.substring(dot).equals(wanted.substring(1));
  }

  /**
   * Throws at once if the key does not fit the certificate; a handshake would fail with an obscure
   * message.
   */
  void requireThatKeyFits(String place) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default -> null;
        };
    if (algorithm == null) {
      return;
    }
    var signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(PROOF);
    byte[] signed = signer.sign();
    boolean fits = certificate().getPublicKey().getAlgorithm().equals(key.getAlgorithm());
    if (fits) {
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certificate().getPublicKey());
      verifier.update(PROOF);
      fits = verifier.verify(signed);
    }
    if (!fits) {
      throw new GeneralSecurityException(
          "the key in "
              + place
              + " is not that of the certificate for "
              + certificate().getSubjectX500Principal());
    }
  }
}
