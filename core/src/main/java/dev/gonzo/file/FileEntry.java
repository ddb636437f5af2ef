package dev.gonzo.file;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a walk through a tree comes by.
 *
 * @param path where it is
 * @param attributes what it is, as it was when the walk looked
 * @param depth how far below the start of the walk, which has 0
 */
public record FileEntry(Path path, BasicFileAttributes attributes, int depth) {}
