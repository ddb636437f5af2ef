package dev.gonzo.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Another program's access to the files that a kernel sees. The methods are those of {@link
 * java.nio.file.Files}, and do not follow a link that is the last element of a path, except to read
 * and write. Each throws an {@code IOException} as there.
 */
public interface PeerFiles {
  /**
   * Reads a whole file.
   *
   * @param path the file
   * @return its bytes
   * @throws IOException if it cannot be read
   */
  byte[] readAllBytes(Path path) throws IOException;

  /**
   * Writes a whole file, or appends to it.
   *
   * @param path the file
   * @param bytes the bytes
   * @param options how to open it; none to create or replace it
   * @throws IOException if it cannot be written
   */
  void write(Path path, byte[] bytes, OpenOption... options) throws IOException;

  /**
   * Creates a directory, and those above it that are missing.
   *
   * @param path the directory
   * @throws IOException if it cannot be created
   */
  void createDirectories(Path path) throws IOException;

  /**
   * Creates a symbolic link.
   *
   * @param link the link
   * @param target where it leads
   * @throws IOException if it cannot be created
   */
  void createSymbolicLink(Path link, Path target) throws IOException;

  /**
   * Renames a file or directory.
   *
   * @param source its path
   * @param target its path afterwards, which is free
   * @throws IOException if it cannot be renamed
   */
  void move(Path source, Path target) throws IOException;

  /**
   * Deletes a file, link or empty directory.
   *
   * @param path its path
   * @throws IOException if it cannot be deleted
   */
  void delete(Path path) throws IOException;

  /**
   * Changes the permissions of a file.
   *
   * @param path the file
   * @param permissions the permissions
   * @throws IOException if they cannot be changed
   */
  void setPermissions(Path path, Set<PosixFilePermission> permissions) throws IOException;

  /**
   * Reads the attributes of a file, directory or link.
   *
   * @param path its path
   * @return its attributes; empty if there is none
   * @throws IOException if they cannot be read
   */
  Optional<PosixFileAttributes> attributes(Path path) throws IOException;

  /**
   * Finds everything in a tree of directories.
   *
   * @param root the root
   * @return the root and all below it, in any order
   * @throws IOException if a directory cannot be read
   */
  List<Path> walk(Path root) throws IOException;

  /**
   * Reads a whole file as text.
   *
   * @param path the file
   * @return its text
   * @throws IOException if it cannot be read
   */
  default String readString(Path path) throws IOException {
    return new String(readAllBytes(path), UTF_8);
  }

  /**
   * Writes a text.
   *
   * @param path the file
   * @param text the text
   * @param options as in {@link #write}
   * @return the file
   * @throws IOException if it cannot be written
   */
  default Path writeString(Path path, String text, OpenOption... options) throws IOException {
    write(path, text.getBytes(UTF_8), options);
    return path;
  }

  /**
   * Whether there is anything at a path.
   *
   * @param path the path
   * @return whether there is
   * @throws IOException if this cannot be found out
   */
  default boolean exists(Path path) throws IOException {
    return attributes(path).isPresent();
  }

  /**
   * Whether there is a directory at a path.
   *
   * @param path the path
   * @return whether there is
   * @throws IOException if this cannot be found out
   */
  default boolean isDirectory(Path path) throws IOException {
    return attributes(path).filter(BasicFileAttributes::isDirectory).isPresent();
  }

  /**
   * Whether there is a regular file at a path.
   *
   * @param path the path
   * @return whether there is
   * @throws IOException if this cannot be found out
   */
  default boolean isRegularFile(Path path) throws IOException {
    return attributes(path).filter(BasicFileAttributes::isRegularFile).isPresent();
  }

  /**
   * Whether there is a symbolic link at a path.
   *
   * @param path the path
   * @return whether there is
   * @throws IOException if this cannot be found out
   */
  default boolean isSymbolicLink(Path path) throws IOException {
    return attributes(path).filter(BasicFileAttributes::isSymbolicLink).isPresent();
  }
}
