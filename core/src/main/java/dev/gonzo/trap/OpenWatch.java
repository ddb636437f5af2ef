package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.util.Set;

/**
 * Begins to watch the entries of a directory, not those of its subdirectories. Closed by {@link
 * CloseFile}.
 *
 * @param directory where
 * @param kinds of {@link java.nio.file.StandardWatchEventKinds}, at least one
 */
public record OpenWatch(Path directory, Set<WatchEvent.Kind<?>> kinds)
    implements Trap.Files<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
