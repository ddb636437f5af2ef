package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.UnixAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Unix sockets of a host that have an address: a file, or an abstract name. */
final class UnixSockets {
  private static final int MOST_CHOSEN = 1 << 20;

  private final SocketFiles files;
  private final Map<String, SimulatedSocket> byName = new TreeMap<>();
  private final Map<Long, SimulatedSocket> byInode = new TreeMap<>();
  private int chosen;

  UnixSockets(SocketFiles files) {
    this.files = files;
  }

  /**
   * The socket at an address.
   *
   * @param socket the socket; null if there is none
   * @param reason why there is none, an error number, or 0
   */
  record Found(@Nullable SimulatedSocket socket, int reason) {}

  /** An address that the system chooses: an abstract name. */
  UnixAddress choose() {
    while (true) {
      UnixAddress candidate = UnixAddress.of("\0%05x".formatted(chosen++ % MOST_CHOSEN));
      if (!byName.containsKey(candidate.text())) {
        return candidate;
      }
    }
  }

  /**
   * Reserves an address for the socket that is created next, and creates its file. Returns a number
   * for {@link #bind}, or a negated error number.
   */
  long reserve(UnixAddress address) {
    if (address.isUnnamed()) {
      return 0;
    } else if (address.isAbstract()) {
      return byName.containsKey(address.text()) ? -ErrorNumber.EADDRINUSE : 0;
    }
    return files.create(address);
  }

  /** Gives an address to a socket. */
  void bind(UnixAddress address, long reserved, SimulatedSocket socket) {
    if (address.isUnnamed()) {
      return;
    } else if (address.isAbstract()) {
      byName.put(address.text(), socket);
    } else {
      byInode.put(reserved, socket);
    }
  }

  /** Gives up an address that was reserved. */
  void cancel(UnixAddress address, long reserved) {
    if (!address.isAbstract() && !address.isUnnamed()) {
      files.remove(address, reserved);
    }
  }

  /** Frees the address of a socket that is closed, and removes its file. */
  void release(UnixAddress address, SimulatedSocket socket) {
    if (address.isUnnamed()) {
      return;
    } else if (address.isAbstract()) {
      byName.remove(address.text(), socket);
      return;
    }
    for (Map.Entry<Long, SimulatedSocket> entry : byInode.entrySet()) {
      if (entry.getValue() == socket) {
        long inode = entry.getKey();
        byInode.remove(inode);
        files.remove(address, inode);
        return;
      }
    }
  }

  Found find(UnixAddress address) {
    if (address.isAbstract() || address.isUnnamed()) {
      SimulatedSocket named = byName.get(address.text());
      return new Found(named, named == null ? ErrorNumber.ECONNREFUSED : 0);
    }
    long inode = files.find(address);
    if (inode < 0) {
      return new Found(null, (int) -inode);
    }
    SimulatedSocket bound = byInode.get(inode);
    return new Found(bound, bound == null ? ErrorNumber.ECONNREFUSED : 0);
  }

  /** Forgets everything: the host has failed. Its files stay. */
  void clear() {
    byName.clear();
    byInode.clear();
  }
}
