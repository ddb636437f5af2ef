package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.NativeText;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters for opening a file on Linux.
 *
 * @param path the path
 * @param name the path as bytes
 * @param flags the flags, or'ed together
 * @param permissions the permissions of a new file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LinuxOptions(Path path, byte[] name, int flags, int permissions) {
  private static final boolean AVAILABLE = SystemCalls.whyUnavailable().isEmpty();
  private static final int EVERYBODY_READS_AND_WRITES = 0666;

  /**
   * Converts a trap. Returns null if a channel of the JDK must open the file, which also refuses
   * invalid combinations.
   */
  static @Nullable LinuxOptions of(OpenFile asked) {
    Path path = asked.path();
    if (!AVAILABLE || path.getFileSystem() != FileSystems.getDefault()) {
      return null;
    }
    byte[] name = encode(path);
    int flags = flags(asked.options());
    int permissions = EVERYBODY_READS_AND_WRITES;
    for (FileAttribute<?> attribute : asked.attributes()) {
      if (!attribute.name().equals("posix:permissions")
          || !(attribute.value() instanceof Set<?> granted)) {
        return null;
      }
      permissions = mode(granted);
    }
    return flags < 0 ? null : new LinuxOptions(path, name, flags, permissions);
  }

  /** The bytes of a path; an empty one is the current directory, as for the JDK. */
  private static byte[] encode(Path path) {
    String text = NativeText.of(path);
    return NativeText.encode(text.isEmpty() ? "." : text);
  }

  /** Whether the file can be written. */
  boolean writes() {
    return (flags & (FileCalls.O_WRONLY | FileCalls.O_RDWR)) != 0;
  }

  LinuxOptions withPermissions(int given) {
    return new LinuxOptions(path, name, flags, given);
  }

  /** Returns a copy with the path relative to a directory above it. */
  LinuxOptions relativeTo(Path root) {
    return new LinuxOptions(path, encode(root.relativize(path)), flags, permissions);
  }

  /** The parameters for opening a directory in order to open files in it. */
  static @Nullable LinuxOptions ofDirectory(Path path) {
    return of(new OpenFile(path, Set.of(), List.of()));
  }

  /** Converts the options to flags; -1 if there is an option without a flag. */
  private static int flags(Set<OpenOption> options) {
    boolean append = options.contains(StandardOpenOption.APPEND);
    boolean write = append || options.contains(StandardOpenOption.WRITE);
    boolean read = options.contains(StandardOpenOption.READ) || !write;
    if (append
        && (options.contains(StandardOpenOption.READ)
            || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
      return -1;
    }
    int flags = !write ? FileCalls.O_RDONLY : read ? FileCalls.O_RDWR : FileCalls.O_WRONLY;
    for (OpenOption option : options) {
      int flag = flag(option, write);
      if (flag < 0) {
        return -1;
      }
      flags |= flag;
    }
    return flags;
  }

  private static int flag(OpenOption option, boolean write) {
    if (option == LinkOption.NOFOLLOW_LINKS) {
      return FileCalls.noFollow();
    }
    if (!(option instanceof StandardOpenOption standard)) {
      return -1;
    }
    return switch (standard) {
      case READ, WRITE, SPARSE -> 0;
      case APPEND -> FileCalls.O_APPEND;
      // Without WRITE these have no effect.
      case TRUNCATE_EXISTING -> write ? FileCalls.O_TRUNC : 0;
      case CREATE -> write ? FileCalls.O_CREAT : 0;
      case CREATE_NEW -> write ? FileCalls.O_CREAT | FileCalls.O_EXCL : 0;
      case SYNC -> FileCalls.O_SYNC;
      case DSYNC -> FileCalls.O_DSYNC;
      case DELETE_ON_CLOSE -> -1;
    };
  }

  private static int mode(Set<?> granted) {
    int mode = 0;
    PosixFilePermission[] all = PosixFilePermission.values();
    for (PosixFilePermission permission : all) { // in the system's order
      mode = mode << 1 | (granted.contains(permission) ? 1 : 0);
    }
    return mode;
  }
}
