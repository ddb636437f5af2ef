package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.util.Set;

/**
 * Starts watching the entries of a directory, but not of its subdirectories. {@link CloseFile}
 * closes the watch.
 *
 * @param directory the directory
 * @param kinds the kinds of events, of {@link java.nio.file.StandardWatchEventKinds}, at least one
 */
public record OpenWatch(Path directory, Set<WatchEvent.Kind<?>> kinds)
    implements Trap.Files<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
