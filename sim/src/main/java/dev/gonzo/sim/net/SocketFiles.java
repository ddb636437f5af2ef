package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.trap.UnixAddress;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a host's Unix sockets. Binding a socket to a path creates a file, and connecting to
 * the path finds the socket by that file, even if it was renamed.
 */
public interface SocketFiles {
  /**
   * Creates the file of a socket.
   *
   * @param path its path
   * @return its inode number, at least 0; or a negated error number, such as {@link
   *     ErrorNumber#EADDRINUSE} if there is a file of that name, or {@link ErrorNumber#ENOENT} if
   *     there is no such directory
   */
  long create(UnixAddress path);

  /**
   * Finds a file.
   *
   * @param path its path
   * @return its inode number, at least 0; or a negated error number, such as {@link
   *     ErrorNumber#ENOENT}
   */
  long find(UnixAddress path);

  /**
   * Removes the file of a socket, unless another one has its name. Does nothing if it is not there.
   *
   * @param path its path
   * @param inode its inode number
   */
  void remove(UnixAddress path, long inode);

  /** {@return files that exist only as names, of a host without a disk} */
  static SocketFiles withoutDisk() {
    return new SocketFiles() {
      private final Map<String, Long> inodes = new TreeMap<>();
      private long created;

      @Override
      public long create(UnixAddress path) {
        if (inodes.containsKey(path.text())) {
          return -ErrorNumber.EADDRINUSE;
        }
        inodes.put(path.text(), created);
        return created++;
      }

      @Override
      public long find(UnixAddress path) {
        return inodes.getOrDefault(path.text(), (long) -ErrorNumber.ENOENT);
      }

      @Override
      public void remove(UnixAddress path, long inode) {
        inodes.remove(path.text(), inode);
      }
    };
  }
}
