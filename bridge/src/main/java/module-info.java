import org.jspecify.annotations.NullMarked;

/** The JDK's blocking sockets and look-ups of names, by traps. */
@NullMarked
module dev.gonzo.bridge {
  requires transitive dev.gonzo.core;
  requires static org.jspecify;

  exports dev.gonzo.bridge;

  uses java.net.spi.InetAddressResolverProvider;

  provides java.net.spi.InetAddressResolverProvider with
      dev.gonzo.bridge.BridgedNames;
}
