package dev.gonzo.file;

import dev.gonzo.Async;
import java.io.IOException;
import java.nio.file.Path;

/** Decides what a walk does with a directory that it cannot read. */
@FunctionalInterface
public interface OnUnreadable {
  /** Ends the walk with the failure. */
  OnUnreadable FAILS =
      (path, failure) -> {
        throw failure;
      };

  /**
   * Called for a directory that cannot be read. If it returns, the walk skips that directory.
   *
   * @param path the path of the directory
   * @param failure the reason
   * @throws IOException to end the walk
   */
  @Async
  void met(Path path, IOException failure) throws IOException;
}
