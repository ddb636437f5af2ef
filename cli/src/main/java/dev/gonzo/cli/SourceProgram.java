package dev.gonzo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A single-file program, compiled.
 *
 * @param file the source, as the user typed it
 * @param topLevelNames its top-level classes in the order of the file; at least one
 * @param classes the class files, by binary name
 */
record SourceProgram(Path file, List<String> topLevelNames, Map<String, byte[]> classes) {}
