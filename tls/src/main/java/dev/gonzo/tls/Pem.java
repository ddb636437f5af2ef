package dev.gonzo.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads PEM files, in which certificates and keys are text between BEGIN and END (RFC 7468). Around
 * them may be any bytes: comments in any encoding, and the description that openssl prints for a
 * certificate.
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final List<String> KINDS_OF_KEYS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private Pem() {}

  /** Reads the certificates of a file, at least one. */
  static List<X509Certificate> certificates(KeyFiles files, Path file) throws CertificateException {
    var found = new java.util.ArrayList<X509Certificate>();
    var factory = CertificateFactory.getInstance("X.509");
    Matcher block = BLOCK.matcher(text(files, file));
    while (block.find()) {
      if (block.group(1).endsWith("CERTIFICATE")) {
        byte[] bytes = decode(block, file);
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
      }
    }
    if (found.isEmpty()) {
      throw new CertificateException(file + " holds no certificate in PEM (BEGIN CERTIFICATE)");
    }
    return found;
  }

  /** Reads the first private key of a file. */
  static PrivateKey key(KeyFiles files, Path file) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(text(files, file));
    while (block.find()) {
      String label = block.group(1);
      if (label.equals("PRIVATE KEY")) {
        return decodeKey(decode(block, file), file);
      }
      if (label.endsWith("PRIVATE KEY")) {
        throw new InvalidKeySpecException(
            "%s holds a key as BEGIN %s; convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out %s"
                .formatted(file, label, file, file + ".pkcs8"));
      }
    }
    throw new InvalidKeySpecException(file + " holds no key in PEM (BEGIN PRIVATE KEY)");
  }

  private static PrivateKey decodeKey(byte[] bytes, Path file) throws GeneralSecurityException {
    var failure =
        new InvalidKeySpecException(
            file + " holds a key of an unknown type; known types are " + KINDS_OF_KEYS);
    for (String kind : KINDS_OF_KEYS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (InvalidKeySpecException other) {
        failure.addSuppressed(other);
      }
    }
    throw failure;
  }

  private static byte[] decode(Matcher block, Path file) throws CertificateException {
    try {
      return Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException damaged) {
      throw new CertificateException(file + " is damaged: " + damaged.getMessage(), damaged);
    }
  }

  /** Each byte as one character: only the blocks matter, and they are ASCII. */
  private static String text(KeyFiles files, Path file) {
    return new String(files.bytes(file), ISO_8859_1);
  }
}
