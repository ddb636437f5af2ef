package dev.gonzo.tck.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Names of hosts for tests; all others are resolved as ever. */
public final class TestHosts extends InetAddressResolverProvider {
  /** Names that end so: their server does not answer before the test lets it. */
  static final String SLOW = ".slow.gonzo.test";

  static final Map<String, InetAddress[]> HOSTS = new ConcurrentHashMap<>();
  private static volatile CountDownLatch answers = new CountDownLatch(0);

  /** Called by the JDK. */
  public TestHosts() {}

  static void hold() {
    answers = new CountDownLatch(1);
  }

  static void letAnswer() {
    answers.countDown();
  }

  @Override
  public String name() {
    return "hosts for tests";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        if (host.endsWith(SLOW)) {
          return slowly(builtin, policy);
        }
        InetAddress[] known = HOSTS.get(host);
        return known == null ? builtin.lookupByName(host, policy) : Stream.of(known);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return builtin.lookupByAddress(address);
      }
    };
  }

  /** As a resolver waits: no interrupt ends it. */
  private static Stream<InetAddress> slowly(
      InetAddressResolver builtin, InetAddressResolver.LookupPolicy policy)
      throws UnknownHostException {
    boolean interrupted = false;
    while (true) {
      try {
        if (!answers.await(120, TimeUnit.SECONDS)) {
          throw new UnknownHostException(SLOW);
        }
        break;
      } catch (InterruptedException deaf) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return builtin.lookupByName("localhost", policy);
  }
}
