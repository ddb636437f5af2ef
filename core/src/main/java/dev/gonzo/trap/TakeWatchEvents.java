package dev.gonzo.trap;

import java.nio.file.WatchEvent;
import java.util.List;

/**
 * Suspends until something has happened in a watched directory, and takes all that has. Where too
 * much has happened since the last time, or is not known any more, an event of kind {@link
 * java.nio.file.StandardWatchEventKinds#OVERFLOW} says so. Answers none when the directory is gone.
 * Events that come after a cancellation stay for the next call. One task waits at a time.
 *
 * @param watch an open watch
 */
public record TakeWatchEvents(Handle watch) implements Trap.Files<List<WatchEvent<?>>> {
  @Override
  public Class<?> answerType() {
    return List.class;
  }
}
