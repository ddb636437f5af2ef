package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What stands in a directory.
 *
 * @param path the directory's, and the entry's name
 * @param attributes what it is, without following a link; empty if that was not asked for
 */
public record DirectoryEntry(Path path, Optional<BasicFileAttributes> attributes) {}
