package dev.gonzo.tls;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** While it is open, the JVM's default source of random bytes is one that records who reads it. */
final class JvmRandomSpy extends Provider implements AutoCloseable {
  private static final long serialVersionUID = 1;

  /** The stacks of the threads that have read it. */
  final transient List<List<StackTraceElement>> readers = new CopyOnWriteArrayList<>();

  private JvmRandomSpy() {
    super("JvmRandomSpy", "1", "records who reads the JVM's random bytes");
    putService(
        new Service(this, "SecureRandom", "Spied", Spied.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return new Spied(SecureRandom.getInstance("DRBG"));
          }
        });
  }

  static JvmRandomSpy open() {
    var spy = new JvmRandomSpy();
    int _ = Security.insertProviderAt(spy, 1);
    return spy;
  }

  private final class Spied extends SecureRandomSpi {
    private static final long serialVersionUID = 1;

    private final SecureRandom random;

    Spied(SecureRandom random) {
      this.random = random;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      random.setSeed(seed);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      readers.add(List.of(new Throwable().getStackTrace()));
      random.nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      readers.add(List.of(new Throwable().getStackTrace()));
      return random.generateSeed(count);
    }
  }

  @Override
  public void close() {
    Security.removeProvider(getName());
  }
}
