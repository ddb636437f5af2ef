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
 * The file that binding a Unix socket created. It outlives the socket, and then no socket can be
 * bound there again; so it is removed when the socket is closed, unless it has been replaced by
 * another file.
 */
public final class SocketFile {
  private final Path path;
  private @Nullable Object key;
  // It has just been created, and its key is not read yet.
  private boolean isFresh;

  private SocketFile(Path path) {
    this.path = path;
  }

  /**
   * Prepares for the file that binding a socket will create, so that nothing can fail between its
   * creation and its removal.
   *
   * @param address the address to bind to; null if the socket will not be bound
   * @return the file; empty if the address is not a path
   */
  public static Optional<SocketFile> of(@Nullable SocketAddress address) {
    return address instanceof UnixAddress unix && !unix.isAbstract() && !unix.isUnnamed()
        ? Optional.of(new SocketFile(unix.path()))
        : Optional.empty();
  }

  /** Records that binding the socket has just created it. */
  public void made() {
    isFresh = true;
    key = key(path);
    isFresh = false;
  }

  /** {@return whether there is a file of that name} */
  public boolean exists() {
    return key(path) != null;
  }

  /** Removes the file, if the socket created it and it is still the same one. */
  public void remove() {
    if (isFresh || (key != null && Objects.equals(key, key(path)))) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException | SecurityException refused) {
        // The socket is closed anyway; the next bind reports that the file is in the way.
      }
    }
  }

  /**
   * The identity of a file, to recognise a new file of the same name; null if the file system has
   * none.
   */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException | SecurityException gone) {
      return null;
    }
  }
}
