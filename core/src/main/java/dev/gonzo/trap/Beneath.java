package dev.gonzo.trap;

import dev.gonzo.trap.FileTrap.OpenFile;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * An option of {@link OpenFile} that confines it to a directory tree. The path must begin with the
 * root. A path that leads out of the tree, by a symbolic link or by {@code ..}, is refused, and so
 * is anything but a regular file.
 *
 * @param root the directory at the top of the tree
 */
public record Beneath(Path root) implements OpenOption {}
