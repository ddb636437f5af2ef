package dev.gonzo.tls;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A deterministic generator of random bytes: HMAC_DRBG with SHA-256 (NIST SP 800-90A, 10.1.2).
 * Equal seeds give equal bytes, and without the seed they cannot be predicted.
 *
 * <p>Each request replaces the state by a one-way function, so the bytes of earlier requests cannot
 * be computed from a later state. Any thread may use it; no two requests get the same bytes.
 */
final class HmacDrbg {
  /** The size of a seed: 256 bits of entropy, and a nonce of 128 bits. */
  static final int SEED_BYTES = 32 + 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BLOCK_BYTES = 32;
  private static final byte[] NOTHING = {};

  // The names of the standard for these are K and V.
  private final byte[] key = new byte[BLOCK_BYTES];
  private final byte[] value = new byte[BLOCK_BYTES];

  /**
   * Creates a generator.
   *
   * @param seed unpredictable bytes that no other generator gets; not changed, since the kernel's
   *     observers may keep the array
   */
  HmacDrbg(byte[] seed) {
    if (seed.length < SEED_BYTES) {
      throw new IllegalArgumentException(
          "a seed must have at least " + SEED_BYTES + " bytes, got " + seed.length);
    }
    Arrays.fill(value, (byte) 1);
    try {
      update(seed);
    } catch (GeneralSecurityException lacking) {
      throw withoutAlgorithm(lacking);
    }
  }

  /** Fills an array with random bytes. */
  synchronized void nextBytes(byte[] bytes) {
    try {
      Mac mac = mac();
      for (int done = 0; done < bytes.length; done += BLOCK_BYTES) {
        nextValue(mac);
        System.arraycopy(value, 0, bytes, done, Math.min(BLOCK_BYTES, bytes.length - done));
      }
      update(NOTHING);
    } catch (GeneralSecurityException lacking) {
      throw withoutAlgorithm(lacking);
    }
  }

  private void update(byte[] data) throws GeneralSecurityException {
    replaceKey((byte) 0, data);
    if (data.length > 0) {
      replaceKey((byte) 1, data);
    }
  }

  private void replaceKey(byte round, byte[] data) throws GeneralSecurityException {
    Mac mac = mac();
    mac.update(value);
    mac.update(round);
    mac.update(data);
    mac.doFinal(key, 0);
    nextValue(mac());
  }

  private void nextValue(Mac mac) throws GeneralSecurityException {
    mac.update(value);
    mac.doFinal(value, 0);
  }

  private Mac mac() throws GeneralSecurityException {
    Key current = new SecretKeySpec(key, ALGORITHM);
    Mac mac = Mac.getInstance(ALGORITHM);
    mac.init(current);
    return mac;
  }

  private static AssertionError withoutAlgorithm(GeneralSecurityException lacking) {
    return new AssertionError("each JVM has " + ALGORITHM, lacking);
  }
}
