package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The copying of a small file.
 *
 * @param asked the trap
 */
record Copying(CopyFile asked) implements FileOperation<Boolean> {
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  @Override
  public Boolean perform(Scratch scratch) throws IOException {
    ByteBuffer memory = scratch.buffer();
    Set<OpenOption> links = asked.followLinks() ? Set.of() : Set.of(LinkOption.NOFOLLOW_LINKS);
    LinuxOptions from = LinuxOptions.of(new OpenFile(asked.source(), links, List.of()));
    LinuxOptions to = LinuxOptions.of(new OpenFile(asked.target(), NEW, List.of()));
    if (to == null) {
      return false;
    }
    try (SmallFile source = openOrNull(from)) {
      if (source == null) {
        return false;
      }
      int permissions = source.permissionsOfRegular();
      return permissions >= 0
          && source.read(memory)
          && write(memory, to.withPermissions(permissions));
    }
  }

  private static boolean write(ByteBuffer memory, LinuxOptions to) throws IOException {
    SmallFile target = openOrNull(to);
    if (target == null) {
      return false;
    }
    try (target) {
      return target.write(memory);
    } catch (Throwable incomplete) {
      int _ = LinuxFile.calls().remove(to.name());
      throw incomplete;
    }
  }

  /** Opens a file; null if that fails: the steps of a copy report why, and for which file. */
  private static @Nullable SmallFile openOrNull(@Nullable LinuxOptions options) {
    try {
      return options == null ? null : new SmallFile(options);
    } catch (IOException refused) {
      return null;
    }
  }

  @Override
  public boolean canBeAbandoned() {
    return false;
  }

  @Override
  public String toString() {
    return "copying " + asked.source();
  }
}
