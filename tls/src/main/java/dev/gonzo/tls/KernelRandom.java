package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.Suspension;
import dev.gonzo.trap.UnsupportedTrapException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The source of random bytes of the contexts that we create. The bytes are those of the connection
 * for which the calling thread computes, which come from the connection's kernel.
 *
 * <p>A context belongs to no kernel, and the steps of a handshake run in threads outside, where no
 * trap is possible. So the task of a connection gets a seed from its kernel before the handshake,
 * and a generator makes all random bytes of the connection from it.
 */
final class KernelRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private static final ScopedValue<HmacDrbg> CONNECTION = ScopedValue.newInstance();

  /** Creates the source of a context. Outside connections it gives the JVM's random bytes. */
  KernelRandom() {}

  /** Creates the generator of a connection, with a seed from the running kernel. */
  @Async(Suspension.NEVER)
  static HmacDrbg generator() {
    return new HmacDrbg(seed());
  }

  private static byte[] seed() {
    try {
      return Environment.randomBytes(HmacDrbg.SEED_BYTES);
    } catch (UnsupportedTrapException withoutEntropy) {
      // The kernel leaves the environment to the JVM.
      var seed = new byte[HmacDrbg.SEED_BYTES];
      new SecureRandom().nextBytes(seed);
      return seed;
    }
  }

  /**
   * Computes for a connection: all contexts take their random bytes from its generator meanwhile,
   * on this thread.
   */
  static <T extends @Nullable Object, X extends Exception> T from(
      HmacDrbg generator, ScopedValue.CallableOp<T, X> computation) throws X {
    return ScopedValue.where(CONNECTION, generator).call(computation);
  }

  // The methods of Random, nextInt() and the like, call this one.
  @Override
  public void nextBytes(byte[] bytes) {
    if (CONNECTION.isBound()) {
      CONNECTION.get().nextBytes(bytes);
    } else {
      super.nextBytes(bytes);
    }
  }

  @Override
  public byte[] generateSeed(int count) {
    var seed = new byte[count];
    nextBytes(seed);
    return seed;
  }
}
