package dev.gonzo.file;

import dev.gonzo.Async;
import java.io.IOException;
import java.nio.file.Path;

/** What becomes of a walk through a tree when a directory cannot be read. */
@FunctionalInterface
public interface Unreadable {
  /** Ends the walk by the failure. */
  Unreadable FAILS =
      (path, failure) -> {
        throw failure;
      };

  /**
   * Is told of a directory that cannot be read. When it returns, the walk goes on without that one.
   *
   * @param path where it is
   * @param failure why it cannot be read
   * @throws IOException to end the walk
   */
  @Async
  void met(Path path, IOException failure) throws IOException;
}
