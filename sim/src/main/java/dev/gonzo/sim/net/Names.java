package dev.gonzo.sim.net;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.NetTrap.Resolve;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of hosts, as a name server answers them. */
final class Names {
  private static final String THIS_MACHINE = "localhost";
  private static final List<InetAddress> LOOPBACK =
      List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

  /** The limit of the domain name system (RFC 1035), in the usual notation. */
  private static final int MOST_CHARACTERS = 253;

  private final Map<String, List<InetAddress>> addresses = new TreeMap<>();
  private Distribution latency = Distribution.constant(0);

  void set(String name, List<InetAddress> found) {
    if (found.isEmpty()) {
      addresses.remove(name.toLowerCase(Locale.ROOT));
    } else {
      addresses.put(name.toLowerCase(Locale.ROOT), List.copyOf(found));
    }
  }

  void setLatency(Distribution changed) {
    latency = changed;
  }

  /** Answers at once for an address in its usual notation; otherwise the task waits. */
  Object resolve(LoopTask<?> task, Resolve asked, Agenda agenda, Draws draws)
      throws UnknownHostException {
    String host = asked.host();
    if (isLiteral(host)) {
      return List.of(InetAddress.ofLiteral(host));
    }
    String name = canonical(host);
    if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
      throw unknown(host);
    }
    if (name.equals(THIS_MACHINE) || name.endsWith("." + THIS_MACHINE)) {
      return LOOPBACK;
    }
    var lookup = new Lookup(task, host, name);
    agenda.after(latency.nanos(draws), lookup::answer);
    return lookup;
  }

  private static boolean isLiteral(String host) {
    if (host.isEmpty() || host.indexOf('%') >= 0) {
      return false; // a scope is an interface of the real machine
    }
    try {
      InetAddress _ = InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /** The ASCII form (RFC 5890) in lower case, without a final dot. */
  private static String canonical(String host) throws UnknownHostException {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException noName) {
      throw unknown(host);
    }
  }

  private static UnknownHostException unknown(String host) {
    return new UnknownHostException(
        host.isEmpty()
            ? "the name of the host is empty: give a name or an address"
            : host + ": no host of the simulation has this name");
  }

  /** A lookup under way. */
  private final class Lookup implements Suspended {
    private final LoopTask<?> task;
    private final String host;
    private final String name;
    private boolean isCancelled;

    Lookup(LoopTask<?> task, String host, String name) {
      this.task = task;
      this.host = host;
      this.name = name;
    }

    void answer() {
      if (!isCancelled) {
        task.resume(addresses.getOrDefault(name, List.of()));
      }
    }

    @Override
    public Object ended(LoopTask<?> resumed, @Nullable Object given) throws UnknownHostException {
      if (given instanceof List<?> found && !found.isEmpty()) {
        return found;
      }
      throw unknown(host);
    }

    @Override
    public boolean undo() {
      isCancelled = true;
      return true;
    }
  }
}
