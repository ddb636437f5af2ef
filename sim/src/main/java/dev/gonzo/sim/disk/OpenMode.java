package dev.gonzo.sim.disk;

import dev.gonzo.trap.Beneath;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options with which a file is opened. Invalid ones are refused in the words of the JDK. */
record OpenMode(
    boolean reads,
    boolean writes,
    boolean appends,
    boolean truncates,
    Creates creates,
    boolean followsLinks,
    boolean isDeleted,
    Syncs syncs,
    @Nullable Beneath beneath) {

  /** Whether a file is created that does not exist. */
  enum Creates {
    NEVER,
    IF_MISSING,
    ALWAYS
  }

  /** What is on the device when a write returns. */
  enum Syncs {
    NOTHING,
    DATA,
    ALL
  }

  static OpenMode of(Set<OpenOption> options) {
    Beneath beneath = null;
    for (OpenOption option : options) {
      if (option instanceof Beneath found) {
        beneath = found;
      } else if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
        throw new UnsupportedOperationException(option + " not supported");
      }
    }
    boolean appends = options.contains(StandardOpenOption.APPEND);
    boolean writes = appends || options.contains(StandardOpenOption.WRITE);
    boolean reads = options.contains(StandardOpenOption.READ) || !writes;
    boolean truncates = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
    if (reads && appends) {
      throw new IllegalArgumentException("READ + APPEND not allowed");
    }
    if (appends && truncates) {
      throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
    }
    boolean isDeleted = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
    Creates creates = writes ? creates(options) : Creates.NEVER;
    return new OpenMode(
        reads,
        writes,
        appends,
        truncates && writes,
        creates,
        followsLinks(options),
        isDeleted,
        syncs(options),
        beneath);
  }

  /** A channel of the JDK, which opens a file to be deleted, follows no links unless it is new. */
  private static boolean followsLinks(Set<OpenOption> options) {
    return options.contains(StandardOpenOption.DELETE_ON_CLOSE)
        ? options.contains(StandardOpenOption.CREATE_NEW)
        : !options.contains(LinkOption.NOFOLLOW_LINKS);
  }

  private static Creates creates(Set<OpenOption> options) {
    if (options.contains(StandardOpenOption.CREATE_NEW)) {
      return Creates.ALWAYS;
    }
    return options.contains(StandardOpenOption.CREATE) ? Creates.IF_MISSING : Creates.NEVER;
  }

  private static Syncs syncs(Set<OpenOption> options) {
    if (options.contains(StandardOpenOption.SYNC)) {
      return Syncs.ALL;
    }
    return options.contains(StandardOpenOption.DSYNC) ? Syncs.DATA : Syncs.NOTHING;
  }

  /**
   * Whether opening a file with some options changes nothing. Asked before they are checked, so
   * that options that have no effect count as in a real kernel.
   */
  static boolean changesNothing(Set<OpenOption> options) {
    return !options.contains(StandardOpenOption.CREATE)
        && !options.contains(StandardOpenOption.CREATE_NEW)
        && !options.contains(StandardOpenOption.TRUNCATE_EXISTING)
        && !options.contains(StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Whether whole files can be read or written with them at once. */
  boolean isSimple() {
    return !isDeleted && beneath == null;
  }
}
