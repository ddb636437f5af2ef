package dev.gonzo.cluster.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What shows that a node knows the secret: a code over both greetings, in which there are both
 * nodes and a fresh number of each, and over the TLS session. So it is worth nothing on another
 * connection, and nothing for the other side of this one.
 */
final class Proof {
  /** The sides of a connection. Their proofs differ, so that neither can be sent back. */
  enum Side {
    DIALLER(0),
    ACCEPTOR(1);

    private final byte number;

    Side(int number) {
      this.number = (byte) number;
    }
  }

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] LABEL = "gonzo cluster handshake 1".getBytes(US_ASCII);

  private final byte @Nullable [] secret;
  private final byte[] dialler;
  private final byte[] acceptor;
  private final byte[] binding;

  Proof(byte @Nullable [] secret, byte[] dialler, byte[] acceptor, byte[] binding) {
    this.secret = secret;
    this.dialler = dialler;
    this.acceptor = acceptor;
    this.binding = binding;
  }

  /** The proof of one side; empty if there is no secret. */
  @SuppressWarnings("EnumOrdinal") // the order of the sides is part of the protocol
  byte[] of(Side side) {
    if (secret == null) {
      return new byte[0];
    }
    try {
      Mac code = Mac.getInstance(ALGORITHM);
      code.init(new SecretKeySpec(secret, ALGORITHM));
      code.update(LABEL);
      code.update(side.number);
      for (byte[] part : new byte[][] {dialler, acceptor, binding}) {
        code.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        code.update(part);
      }
      return code.doFinal();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(
          "this JDK has no HmacSHA256, which each JDK must have", missing);
    }
  }

  /** Whether a proof is that of a side, in a time that does not depend on where they differ. */
  boolean isOf(Side side, byte[] proof) {
    return MessageDigest.isEqual(of(side), proof);
  }
}
