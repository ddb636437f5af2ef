package dev.gonzo.sim.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions for refused operations. Gonzo's kernels open, read and write files by system calls
 * of their own, and leave operations on paths to the JDK: the two report the same reason in
 * different words, and a program must find the same words in a simulation.
 */
final class Failures {
  private Failures() {}

  /** The exception of a kernel's own system call. */
  static IOException ofKernel(Path path, RefusedException refused) {
    String file = path.toString();
    return switch (refused.error()) {
      case ENOENT -> new NoSuchFileException(file);
      case EEXIST -> new FileAlreadyExistsException(file);
      case EACCES -> new AccessDeniedException(file);
      default -> new FileSystemException(file, null, refused.error().kernelsText());
    };
  }

  /** The exception of the JDK for an operation on one path. */
  static IOException ofLibrary(Path path, RefusedException refused) {
    return ofLibrary(path, null, refused);
  }

  /** The exception of the JDK for an operation on one or two paths. */
  static IOException ofLibrary(Path path, @Nullable Path other, RefusedException refused) {
    String file = path.toString();
    String second = other == null ? null : other.toString();
    String text = refused.error().systemsText();
    return switch (refused.error()) {
      case ENOENT -> new NoSuchFileException(file, second, null);
      case EEXIST -> new FileAlreadyExistsException(file, second, null);
      case EACCES -> new AccessDeniedException(file, second, null);
      case ELOOP ->
          new FileSystemException(
              file, second, text + " or unable to access attributes of symbolic link");
      default -> new FileSystemException(file, second, text);
    };
  }
}
