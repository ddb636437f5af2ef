package dev.gonzo.trap;

import java.net.InetAddress;
import java.util.List;

/**
 * Finds the addresses of a host, best first; never an empty list. Throws {@link
 * java.net.UnknownHostException} if there are none.
 *
 * @param host a name, or an address in its usual notation
 */
public record Resolve(String host) implements Trap.Net<List<InetAddress>> {
  @Override
  public Class<?> answerType() {
    return List.class;
  }
}
