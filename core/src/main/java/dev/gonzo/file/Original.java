package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The source of a copy, as it was when the copy began.
 *
 * @param attributes its attributes
 * @param mode its permissions with the setuid, setgid and sticky bits; null if the copy does not
 *     keep them, or there are none
 * @param named its user-defined attributes; none if the copy does not keep them
 */
record Original(BasicFileAttributes attributes, @Nullable Integer mode, Map<String, byte[]> named) {
  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final int ALL_BITS = 07777;

  /**
   * Looks at a source.
   *
   * @param path its path
   * @param followLinks whether the source is the target of a link instead of the link
   * @param all whether the copy keeps its attributes
   */
  @Async
  static Original of(Path path, boolean followLinks, boolean all) throws IOException {
    LinkOption[] links =
        followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    BasicFileAttributes attributes;
    try {
      attributes = AsyncFiles.readAttributes(path, PosixFileAttributes.class, links);
    } catch (UnsupportedOperationException noSuchPermissions) {
      attributes = AsyncFiles.readAttributes(path, BasicFileAttributes.class, links);
    }
    if (!all || !(attributes.isRegularFile() || attributes.isDirectory())) {
      return new Original(attributes, null, Map.of());
    }
    return new Original(
        attributes,
        attributes instanceof PosixFileAttributes ? mode(path, followLinks) : null,
        NamedAttributes.of(path, followLinks));
  }

  private static int mode(Path path, boolean followLinks) throws IOException {
    Object mode =
        Coroutine.trap(new ReadNamedAttributes(path, "unix:mode", followLinks)).get("mode");
    return (Integer) Objects.requireNonNull(mode) & ALL_BITS;
  }

  /** Gives a complete copy its attributes. */
  @Async
  void finish(Path copy, LinkOption... links) throws IOException {
    NamedAttributes.set(named, copy, links);
    boolean groupKept = false;
    boolean ownerKept = false;
    if (attributes instanceof PosixFileAttributes posix) {
      // First, because the system clears permissions when the owner changes.
      groupKept = Replacement.take(copy, "posix:group", posix.group(), links);
      ownerKept = Replacement.take(copy, "posix:owner", posix.owner(), links);
    }
    AsyncFiles.setAttribute(copy, "lastAccessTime", attributes.lastAccessTime(), links);
    AsyncFiles.setAttribute(copy, "lastModifiedTime", attributes.lastModifiedTime(), links);
    // Last: they may not allow the owner to open it again.
    if (mode != null) {
      // A program must not run with the rights of another user or group than the source does.
      int allowed = ALL_BITS & ~(ownerKept ? 0 : SET_USER_ID) & ~(groupKept ? 0 : SET_GROUP_ID);
      AsyncFiles.setAttribute(copy, "unix:mode", mode & allowed, links);
    }
  }

  /** Gives the copy of a link the owner, the group and the times, as far as that is possible. */
  @Async
  void finishLink(Path copy) throws IOException {
    LinkOption itself = LinkOption.NOFOLLOW_LINKS;
    if (attributes instanceof PosixFileAttributes posix) {
      boolean _ = Replacement.take(copy, "posix:group", posix.group(), itself);
      boolean _ = Replacement.take(copy, "posix:owner", posix.owner(), itself);
    }
    boolean _ = Replacement.take(copy, "lastAccessTime", attributes.lastAccessTime(), itself);
    boolean _ = Replacement.take(copy, "lastModifiedTime", attributes.lastModifiedTime(), itself);
  }
}
