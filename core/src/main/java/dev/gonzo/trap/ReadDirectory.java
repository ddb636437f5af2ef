package dev.gonzo.trap;

import java.util.List;

/**
 * Reads the next entries of a directory, in the system's order, without "." and "..". Answers an
 * empty list at the end. A read that has begun is not interrupted by a cancellation: it is
 * answered, and the cancellation waits for the next checkpoint.
 *
 * @param directory an open directory
 * @param most how many entries at most, at least 1
 * @param attributes whether to read the attributes of each entry too, without following links; an
 *     entry that is gone by then is left out
 */
public record ReadDirectory(Handle directory, int most, boolean attributes)
    implements Trap.Files<List<DirectoryEntry>> {
  @Override
  public Class<?> answerType() {
    return List.class;
  }
}
