package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The SHA-256 of all that the class files of a program depend on: the source, the JDK, and what is
 * on the class path, Gonzo included. Also of what javac's messages depend on.
 *
 * <p>Jars and files are represented by their sizes and times, because to read them all would take
 * longer than to compile a small program.
 *
 * @param name the hash, in hexadecimal digits
 */
record ProgramKey(String name) {
  /** The number of files in the directories of the class path that are still looked at. */
  private static final int MANY_FILES = 5_000;

  /** A change of the compiler's options, or of the form of the entries, needs another number. */
  private static final int VERSION = 2;

  /**
   * Computes the key of a program.
   *
   * @param file the source, as the user typed it
   * @param source the content of the file
   * @return the key; empty if the class path has too many files to look at
   * @throws IOException if a file of the class path cannot be looked at
   */
  static Optional<ProgramKey> of(Path file, byte[] source) throws IOException {
    var parts = new Parts();
    parts.add("gonzo " + VERSION);
    parts.add(file.toString()); // it is in javac's messages
    parts.add(source.length);
    parts.hash.update(source);
    parts.add(Charset.defaultCharset().name());
    parts.add(Locale.getDefault().toLanguageTag());
    parts.add(System.getProperty("java.vm.version", ""));
    parts.addFile(Path.of(System.getProperty("java.home"), "lib", "modules"));
    for (var entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      parts.addTree(Path.of(entry).toAbsolutePath());
    }
    return parts.files > MANY_FILES
        ? Optional.empty()
        : Optional.of(new ProgramKey(HexFormat.of().formatHex(parts.hash.digest())));
  }

  private static final class Parts {
    final MessageDigest hash = sha256();
    int files;

    void add(String part) {
      byte[] bytes = part.getBytes(UTF_8);
      add(bytes.length);
      hash.update(bytes);
    }

    void add(long number) {
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        hash.update((byte) (number >> shift));
      }
    }

    void addFile(Path file) throws IOException {
      try {
        addFile(file, Files.readAttributes(file, BasicFileAttributes.class));
      } catch (NoSuchFileException _) {
        add(file.toString());
        add(-1);
      }
    }

    void addTree(Path place) throws IOException {
      if (!Files.isDirectory(place)) {
        addFile(place);
        return;
      }
      Files.walkFileTree(
          place,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              addFile(file, attributes);
              return files > MANY_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
          });
    }

    private void addFile(Path file, BasicFileAttributes attributes) {
      files++;
      add(file.toString());
      add(attributes.size());
      add(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
      add(String.valueOf(attributes.fileKey())); // another file moved to the same place
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new AssertionError("every Java has SHA-256", impossible);
      }
    }
  }
}
