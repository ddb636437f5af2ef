package dev.gonzo.trap;

import java.nio.file.WatchEvent;
import java.util.List;

/**
 * Suspends until there are events in a watched directory, and takes all of them. If too much has
 * happened since the last call, or events were lost, there is an event of kind {@link
 * java.nio.file.StandardWatchEventKinds#OVERFLOW}. Answers an empty list when the directory is
 * gone. Events that arrive after a cancellation are kept for the next call. Only one task may wait
 * at a time.
 *
 * @param watch an open watch
 */
public record TakeWatchEvents(Handle watch) implements Trap.Files<List<WatchEvent<?>>> {
  @Override
  public Class<?> answerType() {
    return List.class;
  }
}
