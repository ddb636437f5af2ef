package dev.gonzo.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;

/**
 * Refuses keys that are too short to be secure. The limits are those of the JDK ({@code
 * jdk.certpath.disabledAlgorithms}), whose clients would refuse a certificate with such a key in
 * the middle of a handshake.
 */
final class WeakKeys {
  private static final int LEAST_BITS = 1024;
  private static final int LEAST_BITS_OF_EC = 224;

  /** The arguments of openssl genpkey for a strong key. */
  private static final String RSA = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";

  private static final String EC = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

  private WeakKeys() {}

  static void refuse(Key key, Path file) throws GeneralSecurityException {
    switch (key) {
      case RSAKey rsa -> refuse(file, "RSA", rsa.getModulus().bitLength(), LEAST_BITS, RSA);
      case DSAKey dsa -> refuse(file, "DSA", dsa.getParams().getP().bitLength(), LEAST_BITS, EC);
      case ECKey ec ->
          refuse(file, "EC", ec.getParams().getOrder().bitLength(), LEAST_BITS_OF_EC, EC);
      default -> {} // these types have one fixed strength
    }
  }

  private static void refuse(Path file, String kind, int bits, int least, String instead)
      throws InvalidKeyException {
    if (bits < least) {
      throw new InvalidKeyException(
          "the "
              + kind
              + " key in "
              + file
              + " has "
              + bits
              + " bits, which is too weak: peers refuse fewer than "
              + least
              + ". Create another: openssl genpkey "
              + instead);
    }
  }
}
