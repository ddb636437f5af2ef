package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.OpenFile;
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
 * What a file is to be opened with, in Linux's words.
 *
 * @param path as Java writes it
 * @param name as the system writes it
 * @param flags what is meant to be done with it
 * @param permissions of one that is made
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LinuxOptions(Path path, byte[] name, int flags, int permissions) {
  private static final boolean AVAILABLE = SystemCalls.whyUnavailable().isEmpty();
  private static final int EVERYBODY_READS_AND_WRITES = 0666;

  /** Null for what the JDK's channels are left to do: it refuses, too, what makes no sense. */
  static @Nullable LinuxOptions of(OpenFile asked) {
    Path path = asked.path();
    if (!AVAILABLE || path.getFileSystem() != FileSystems.getDefault()) {
      return null;
    }
    byte[] name = NativeText.encode(NativeText.of(path));
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

  /** The same with the path from a directory above it. */
  LinuxOptions relativeTo(Path root) {
    byte[] below = NativeText.encode(NativeText.of(root.relativize(path)));
    return new LinuxOptions(path, below, flags, permissions);
  }

  /** To hold a directory while something in it is opened. */
  static @Nullable LinuxOptions ofDirectory(Path path) {
    return of(new OpenFile(path, Set.of(), List.of()));
  }

  /** The flags, or -1 if there is an option among these that has none. */
  private static int flags(Set<OpenOption> options) {
    boolean append = options.contains(StandardOpenOption.APPEND);
    boolean write = append || options.contains(StandardOpenOption.WRITE);
    boolean read = options.contains(StandardOpenOption.READ) || !write;
    if (append
        && (options.contains(StandardOpenOption.READ)
            || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
      return -1;
    }
    int flags = !write ? FileCalls.READ : read ? FileCalls.READ_AND_WRITE : FileCalls.WRITE;
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
      case APPEND -> FileCalls.APPEND;
      // Without WRITE these mean nothing.
      case TRUNCATE_EXISTING -> write ? FileCalls.TRUNCATE : 0;
      case CREATE -> write ? FileCalls.CREATE : 0;
      case CREATE_NEW -> write ? FileCalls.CREATE | FileCalls.ONLY_NEW : 0;
      case SYNC -> FileCalls.SYNC_ALL;
      case DSYNC -> FileCalls.SYNC_DATA;
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
