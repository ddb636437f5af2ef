package dev.gonzo.kernel.driver;

import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that a bound Unix socket has made. It outlives its socket, and nobody can bind there
 * again; so whoever closes the socket removes it, unless it is somebody else's by then.
 */
public final class SocketFile {
  private final Path path;
  private @Nullable Object key;
  // It has just been made, and its key is not known yet.
  private boolean isFresh;

  private SocketFile(Path path) {
    this.path = path;
  }

  /**
   * The file that a socket will make: before it does, so that nothing is missing for its removal.
   *
   * @param address where it will be bound; null for nowhere
   * @return the file; empty if the address is no path
   */
  public static Optional<SocketFile> of(@Nullable SocketAddress address) {
    return address instanceof UnixAddress unix && !unix.isAbstract() && !unix.isUnnamed()
        ? Optional.of(new SocketFile(unix.path()))
        : Optional.empty();
  }

  /** Notes that the socket has just made it. */
  public void made() {
    isFresh = true;
    key = key(path);
    isFresh = false;
  }

  /** {@return whether there is a file of that name} */
  public boolean exists() {
    return key(path) != null;
  }

  /** Removes it, if its socket has made it, and it is still the one. */
  public void remove() {
    if (isFresh || (key != null && Objects.equals(key, key(path)))) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException | SecurityException refused) {
        // The socket is closed all the same; who binds there next is told what is in the way.
      }
    }
  }

  /** What tells a file from another one of the same name; null where that cannot be told. */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException | SecurityException gone) {
      return null;
    }
  }
}
