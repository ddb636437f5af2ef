package dev.gonzo.bridge;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ServiceLoader;

/**
 * Looks up names: in tasks by a trap, elsewhere as without the bridge. The JDK finds it as a
 * service; until the bridge is installed, it changes nothing.
 */
public final class BridgedNames extends InetAddressResolverProvider {
  /** Called by the JDK. */
  public BridgedNames() {}

  /** {@return the name of the resolver} */
  @Override
  public String name() {
    return "Gonzo's bridge";
  }

  /**
   * Creates the resolver. Outside of tasks it uses the next provider of the class path, as the JDK
   * would, and else the JDK's own.
   *
   * @param configuration the JDK's own resolver
   * @return the resolver
   */
  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver outside =
        ServiceLoader.load(InetAddressResolverProvider.class).stream()
            .filter(provider -> provider.type() != BridgedNames.class)
            .findFirst()
            .map(provider -> provider.get().get(configuration))
            .orElseGet(configuration::builtinResolver);
    return new TaskResolver(outside);
  }
}
