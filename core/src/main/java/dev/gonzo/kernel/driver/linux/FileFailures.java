package dev.gonzo.kernel.driver.linux;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.driver.ErrorNumber;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Converts error numbers to the exceptions that java.nio.file has for them. */
public final class FileFailures {
  private FileFailures() {}

  /**
   * Returns the exception for a failed operation on a file.
   *
   * @param path the path of the file
   * @param errorNumber the error number, negated or not
   * @return the exception to throw
   */
  public static IOException on(Path path, long errorNumber) {
    String where = path.toString();
    int reason = (int) Math.abs(errorNumber);
    return switch (reason) {
      case ErrorNumber.ENOENT -> new NoSuchFileException(where);
      case ErrorNumber.EEXIST -> new FileAlreadyExistsException(where);
      case ErrorNumber.EACCES -> new AccessDeniedException(where);
      case ErrorNumber.EMFILE, ErrorNumber.ENFILE ->
          new TooManyOpenFilesException("cannot open " + where);
      default -> new FileSystemException(where, null, ErrorNumber.text(reason));
    };
  }
}
