package dev.gonzo.trap;

import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;

/**
 * Opens a file. {@link CloseFile} closes it. If it is cancelled, nothing stays open; a file that it
 * had to create exists only if it was opened.
 *
 * @param path the path of the file
 * @param options as in {@link java.nio.channels.FileChannel#open}; empty to read
 * @param attributes attributes to create a new file with, such as its permissions
 */
public record OpenFile(Path path, Set<OpenOption> options, List<FileAttribute<?>> attributes)
    implements Trap.Files<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
