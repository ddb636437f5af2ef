package dev.gonzo.trap;

import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Opens only what is in a tree: an option of {@link OpenFile}, whose path begins with the root. A
 * path that leads out of the tree, by a symbolic link or by {@code ..}, is refused, and so is what
 * is no ordinary file.
 *
 * @param root the directory above all that may be opened
 */
public record Beneath(Path root) implements OpenOption {}
