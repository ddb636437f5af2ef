package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.NetTrap.Resolve;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The JDK's look-ups of names: those of tasks are traps.
 *
 * <p>Discussion: the JDK keeps the result of a look-up, and while one is under way, others of the
 * same name wait for a lock. Neither suits a task: the result would be kept for other kernels, and
 * the thread in which a kernel looks the name up would wait for the task that waits for it. So a
 * look-up of a task is forgotten before it begins, and with it what that thread finds.
 */
final class TaskResolver implements InetAddressResolver {
  private final InetAddressResolver outside;
  // How many tasks look up each name at the moment.
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  /**
   * Creates a resolver.
   *
   * @param outside looks up names outside of tasks
   */
  TaskResolver(InetAddressResolver outside) {
    this.outside = outside;
  }

  private static boolean isInTask() {
    return Bridge.isInstalled() && Coroutine.isRunning();
  }

  /**
   * Finds the addresses of a host. In a task it suspends; a checkpoint.
   *
   * @throws UnknownHostException if it has none of the wanted kind
   */
  @Async
  @Override
  public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
      throws UnknownHostException {
    boolean inTask = isInTask();
    if (inTask || asked.containsKey(host)) {
      JdkInternals.forget(host);
    }
    return inTask ? byTrap(host, policy) : outside.lookupByName(host, policy);
  }

  private Stream<InetAddress> byTrap(String host, LookupPolicy policy) throws UnknownHostException {
    List<InetAddress> found;
    int _ = asked.merge(host, 1, Integer::sum);
    try {
      found = resolve(host);
    } finally {
      Integer _ = asked.computeIfPresent(host, (_, tasks) -> tasks == 1 ? null : tasks - 1);
    }
    List<InetAddress> wanted = wanted(found, policy.characteristics());
    if (wanted.isEmpty()) {
      throw new UnknownHostException(host + ": it has no address of the family that is asked for");
    }
    return wanted.stream().map(address -> named(host, address));
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    try {
      return Coroutine.trap(new Resolve(host));
    } catch (UnknownHostException unknown) {
      throw unknown;
    } catch (IOException failure) {
      var unknown = new UnknownHostException(host + ": " + failure.getMessage());
      unknown.initCause(failure);
      throw unknown;
    }
  }

  /** Those of the families that the policy wants, in its order; otherwise in the kernel's. */
  static List<InetAddress> wanted(List<InetAddress> found, int characteristics) {
    boolean four = (characteristics & LookupPolicy.IPV4) != 0;
    boolean six = (characteristics & LookupPolicy.IPV6) != 0;
    boolean fourFirst = (characteristics & LookupPolicy.IPV4_FIRST) != 0;
    boolean sixFirst = (characteristics & LookupPolicy.IPV6_FIRST) != 0;
    return found.stream()
        .filter(address -> address instanceof Inet4Address ? four : six)
        .sorted(
            Comparator.comparing(address ->
                address instanceof Inet4Address ? sixFirst : fourFirst)) // false comes first
        .toList();
  }

  /** The address with the name of its host, so that the JDK does not look for the name again. */
  private static InetAddress named(String host, InetAddress address) {
    if (address instanceof Inet6Address six && six.getScopeId() != 0) {
      return address; // the copy would lose its interface
    }
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address has a length that no address has", impossible);
    }
  }

  /**
   * Finds the name of an address. In a task it suspends, and is a checkpoint: no trap does it, so
   * it runs in a thread of the kernel, and a cancelled task does not wait for it.
   *
   * @throws UnknownHostException if it has none
   */
  @Async
  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    if (!isInTask()) {
      return outside.lookupByAddress(address);
    }
    try {
      return Gonzo.runInThreadOrAbandon(() -> outside.lookupByAddress(address), _ -> {});
    } catch (UnknownHostException unknown) {
      throw unknown;
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      var unknown = new UnknownHostException(failure.getMessage());
      unknown.initCause(failure);
      throw unknown;
    }
  }
}
