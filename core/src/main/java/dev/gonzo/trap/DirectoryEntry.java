package dev.gonzo.trap;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * An entry of a directory.
 *
 * @param path the path of the directory, followed by the entry's name
 * @param attributes its attributes, without following a link; empty if they were not requested
 */
public record DirectoryEntry(Path path, Optional<BasicFileAttributes> attributes) {}
