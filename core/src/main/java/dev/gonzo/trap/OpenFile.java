package dev.gonzo.trap;

import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;

/**
 * Opens a file, which is closed by {@link CloseFile}. Cancelled, nothing stays open; a file that it
 * had to create is there only if it was opened.
 *
 * @param path where it is
 * @param options as in {@link java.nio.channels.FileChannel#open}; empty to read
 * @param attributes what a file that is created is given, such as its permissions
 */
public record OpenFile(Path path, Set<OpenOption> options, List<FileAttribute<?>> attributes)
    implements Trap.Files<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
