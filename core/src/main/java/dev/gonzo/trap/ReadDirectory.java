package dev.gonzo.trap;

import java.util.List;

/**
 * Reads the next entries of a directory, in the system's order, without "." and "..". Answers none
 * at the end. One that has begun cannot be called off: it is answered, and the cancellation waits.
 *
 * @param directory an open directory
 * @param most how many at most, at least 1
 * @param attributes whether to read those of each entry too, links not followed; an entry that is
 *     gone by then is left out
 */
public record ReadDirectory(Handle directory, int most, boolean attributes)
    implements Trap.Files<List<DirectoryEntry>> {
  @Override
  public Class<?> answerType() {
    return List.class;
  }
}
