package dev.gonzo.file;

import dev.gonzo.TooManyOpenFilesException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates failures of the same kind that name another path. */
final class Renaming {
  private Renaming() {}

  /**
   * Replaces the path of a directory in a failure.
   *
   * @param failure the failure
   * @param from the path of the directory in the failure
   * @param to the path that the user knows
   * @return a new failure; the given one if it does not name the directory or an entry of it
   */
  static IOException of(IOException failure, String from, String to) {
    if (failure instanceof TooManyOpenFilesException) {
      var named = new TooManyOpenFilesException("cannot open a directory or a file in " + to);
      named.setStackTrace(failure.getStackTrace());
      return named;
    }
    if (!(failure instanceof FileSystemException refused)) {
      return failure;
    }
    String file = rename(refused.getFile(), from, to);
    String other = rename(refused.getOtherFile(), from, to);
    if (file == null
        || (file.equals(refused.getFile()) && Objects.equals(other, refused.getOtherFile()))) {
      return failure;
    }
    String reason = refused.getReason();
    if (reason != null) {
      reason = reason.replace(from + "/", to + "/");
    }
    FileSystemException named = sameKind(refused, file, other, reason);
    named.setStackTrace(failure.getStackTrace());
    return named;
  }

  /**
   * Names the path that was meant in a failure of the file that was opened for it.
   *
   * @param meant the path that the user knows
   * @param opened the path with which the file was opened, which may be a temporary one
   * @param failure the failure, which may name a descriptor
   * @return a new failure with the given one as its cause; the given one if it names that path
   */
  static FileSystemException meaning(Path meant, Path opened, FileSystemException failure) {
    String file = meant.toString();
    if (file.equals(failure.getFile())) {
      return failure;
    }
    String reason = failure.getReason();
    if (!meant.equals(opened)) {
      reason = (reason == null ? "" : reason + ", ") + "in writing " + opened;
    }
    FileSystemException named = sameKind(failure, file, null, reason);
    named.initCause(failure);
    return named;
  }

  private static @Nullable String rename(@Nullable String path, String from, String to) {
    if (path == null || !(path.equals(from) || path.startsWith(from + "/"))) {
      return path;
    }
    return to + path.substring(from.length());
  }

  private static FileSystemException sameKind(
      FileSystemException failure, String file, @Nullable String other, @Nullable String reason) {
    return switch (failure) {
      case NoSuchFileException _ -> new NoSuchFileException(file, other, reason);
      case AccessDeniedException _ -> new AccessDeniedException(file, other, reason);
      case FileAlreadyExistsException _ -> new FileAlreadyExistsException(file, other, reason);
      case DirectoryNotEmptyException _ -> new DirectoryNotEmptyException(file);
      case NotDirectoryException _ -> new NotDirectoryException(file);
      case FileSystemLoopException _ -> new FileSystemLoopException(file);
      default -> new FileSystemException(file, other, reason);
    };
  }
}
