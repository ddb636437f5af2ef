package dev.gonzo.bridge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Names below gonzo.test, which no name server knows: the provider that follows the bridge's. */
public final class TestNames extends InetAddressResolverProvider {
  static final String SLOW = "slow.gonzo.test";
  private static final String OURS = ".gonzo.test";

  private static final Map<String, List<String>> HOSTS =
      Map.of(
          "four.gonzo.test",
          List.of("127.0.0.1"),
          "only-here.gonzo.test",
          List.of("127.0.0.1"),
          "both.gonzo.test",
          List.of("::1", "127.0.0.1"),
          "nine.gonzo.test",
          List.of("127.0.0.9"),
          SLOW,
          List.of("127.0.0.1"));

  private static volatile CountDownLatch answers = new CountDownLatch(0);

  /** Called by the JDK. */
  public TestNames() {}

  static void hold() {
    answers = new CountDownLatch(1);
  }

  static void answer() {
    answers.countDown();
  }

  @Override
  public String name() {
    return "names for tests";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.endsWith(OURS) ? own(host) : builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return address.length == 4 && address[3] == 9
            ? "nine.gonzo.test"
            : builtin.lookupByAddress(address);
      }
    };
  }

  private static Stream<InetAddress> own(String host) throws UnknownHostException {
    List<String> addresses = HOSTS.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    if (host.equals(SLOW)) {
      awaitAnswer();
    }
    return addresses.stream().map(address -> named(host, address));
  }

  private static InetAddress named(String host, String address) {
    try {
      return InetAddress.getByAddress(host, InetAddress.ofLiteral(address).getAddress());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void awaitAnswer() throws UnknownHostException {
    try {
      if (!answers.await(120, TimeUnit.SECONDS)) {
        throw new UnknownHostException("the test never let it answer");
      }
    } catch (InterruptedException interrupted) {
      throw new UnknownHostException("interrupted");
    }
  }
}
