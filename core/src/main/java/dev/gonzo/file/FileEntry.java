package dev.gonzo.file;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * An entry of a directory tree, found by a walk.
 *
 * @param path the path
 * @param attributes its attributes at the time of the walk
 * @param depth its depth below the start of the walk, which has depth 0
 */
public record FileEntry(Path path, BasicFileAttributes attributes, int depth) {}
