package dev.gonzo.sim.disk;

import dev.gonzo.sim.disk.Lookup.Found;
import java.nio.file.Path;

/**
 * The paths of Unix sockets: what the system's calls on sockets do with the names on a disk. At
 * once, without a task and without faults. Simulation's thread only.
 */
public final class SocketPaths {
  private final Tree tree;

  SocketPaths(Tree tree) {
    this.tree = tree;
  }

  /**
   * Creates the name of a socket.
   *
   * @param path its path
   * @return the number of its node; or a negated error number of Linux
   */
  public long create(Path path) {
    try {
      return tree.makeSocket(path).number;
    } catch (RefusedException refused) {
      return -refused.error().number();
    }
  }

  /**
   * Finds what is at a path. A link is followed.
   *
   * @param path the path
   * @return the number of the node there, a socket's or another; or a negated error number of Linux
   */
  public long find(Path path) {
    try {
      return tree.node(path, true).number;
    } catch (RefusedException refused) {
      return -refused.error().number();
    }
  }

  /**
   * Removes the name of a socket, unless something else has it by now. What cannot be removed
   * stays, as that of a program that was killed does.
   *
   * @param path its path
   * @param number the number of its node
   */
  public void remove(Path path, long number) {
    try {
      Found found = tree.lookup().find(path, false);
      if (found.node() instanceof SocketNode socket && socket.number == number) {
        tree.remove(path);
      }
    } catch (RefusedException refused) {
      // its directory is gone, or the account may not remove it
    }
  }
}
