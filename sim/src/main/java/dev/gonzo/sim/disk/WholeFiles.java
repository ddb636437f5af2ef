package dev.gonzo.sim.disk;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.WriteWhole;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations on whole files: small ones at once; others are opened, for the task to go on with. */
final class WholeFiles {
  private static final int MOST_AT_ONCE = OpenedFile.MOST_BYTES - 1;
  private static final Set<OpenOption> READ = Set.of();
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Tree tree;
  private final Opening opening;

  WholeFiles(Tree tree, Opening opening) {
    this.tree = tree;
    this.opening = opening;
  }

  /**
   * How a file was read.
   *
   * @param bytes its contents; null if it must be read in steps
   * @param inSteps the open file then
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reading(byte @Nullable [] bytes, @Nullable OpenedFile inSteps) {}

  private boolean isSmall(long bytes) {
    return bytes <= MOST_AT_ONCE || tree.disk().device().isQuiet();
  }

  Reading read(ReadWhole<?> asked) throws IOException {
    OpenedFile file = opening.file(new OpenFile(asked.path(), READ, List.of()));
    boolean isLarge = !isSmall(file.size()) || file.size() > asked.most();
    if (file.node() instanceof SystemNode || (file.node() instanceof FileNode && isLarge)) {
      return new Reading(null, file);
    }
    try {
      return new Reading(bytes(file), null);
    } catch (RefusedException refused) {
      throw Failures.ofKernel(asked.path(), refused);
    } finally {
      file.close();
    }
  }

  private static byte[] bytes(OpenedFile file) throws RefusedException {
    // A directory is refused by the first read.
    var bytes = new byte[(int) file.size()];
    int length = 0;
    do {
      int count = file.read(length, bytes, length, Math.max(1, bytes.length - length));
      length += Math.max(0, count);
    } while (length < bytes.length);
    return bytes;
  }

  Optional<OpenedFile> write(WriteWhole asked) throws IOException {
    OpenedFile file = opening.file(new OpenFile(asked.path(), asked.options(), List.of()));
    if (file.node() instanceof SystemNode
        || !OpenMode.of(asked.options()).isSimple()
        || !isSmall(asked.bytes().length)) {
      return Optional.of(file);
    }
    try {
      if (!OpenMode.of(asked.options()).writes()) {
        throw new RefusedException(SystemError.EBADF);
      }
      write(file, asked.bytes());
      return Optional.empty();
    } catch (RefusedException refused) {
      throw Failures.ofKernel(asked.path(), refused);
    } finally {
      file.close();
    }
  }

  private static void write(OpenedFile file, byte[] bytes) throws RefusedException {
    for (int written = 0; written < bytes.length; ) {
      written += file.write(written, bytes, written, bytes.length - written);
    }
  }

  boolean copy(CopyFile asked) throws IOException {
    Set<OpenOption> links = asked.followLinks() ? READ : Set.of(LinkOption.NOFOLLOW_LINKS);
    OpenedFile source = openOrNull(asked.source(), OpenMode.of(links), 0);
    if (source == null) {
      return false;
    }
    try {
      return source.node() instanceof FileNode node
          && isSmall(node.size())
          && copy(asked, source, node);
    } finally {
      source.close();
    }
  }

  private boolean copy(CopyFile asked, OpenedFile source, FileNode node) throws IOException {
    byte[] bytes;
    try {
      bytes = bytes(source);
    } catch (RefusedException refused) {
      throw Failures.ofKernel(asked.source(), refused);
    }
    OpenedFile target = openOrNull(asked.target(), OpenMode.of(NEW), node.attributes.mode());
    if (target == null) {
      return false;
    }
    try {
      write(target, bytes);
      return true;
    } catch (RefusedException refused) {
      discard(asked.target());
      throw Failures.ofKernel(asked.target(), refused);
    } finally {
      target.close();
    }
  }

  private void discard(Path incomplete) {
    try {
      tree.remove(incomplete);
    } catch (RefusedException gone) {
      // and nothing is left to remove
    }
  }

  /** Opens a file; null if that fails: the steps of a copy report why, and for which file. */
  private @Nullable OpenedFile openOrNull(Path path, OpenMode mode, int permissions) {
    try {
      return opening.file(path, mode, permissions);
    } catch (RefusedException | TooManyOpenFilesException refused) {
      return null;
    }
  }
}
