package dev.gonzo.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Infers the colours of a library from its class files: which methods can suspend or block
 * natively, because of a mark, or because they call one that can. A method that is called through
 * an interface counts with the interface's mark only, and code that is passed on counts for
 * nothing: a guess would give colours to methods that have none.
 *
 * @param colours the colours
 * @param classes how many classes were read
 * @param skipped the class files that could not be read, each with the reason
 */
public record LibraryColours(ColourFile colours, int classes, List<String> skipped) {
  private static final int MOST_CLASSES = 200_000;
  private static final int MOST_BYTES_OF_CLASS = 16 << 20;
  private static final long MOST_BYTES = 2L << 30;
  private static final int MOST_SKIPPED = 100;
  private static final String VERSIONS = "META-INF/";

  /** Creates it; the lists are copied. */
  public LibraryColours {
    skipped = List.copyOf(skipped);
  }

  /**
   * Infers the colours of a library. Nothing of it is loaded or run.
   *
   * @param library a jar, or a directory of class files
   * @param dependencies where the classes are that the library uses, such as Gonzo's: their marks
   *     count; the classes are read, not loaded
   * @return its colours; class files that are damaged, or larger than 16 MB, are skipped
   * @throws IOException if the library cannot be read, or has more than 200,000 classes or 2 GB of
   *     them
   */
  public static LibraryColours infer(Path library, ClassLoader dependencies) throws IOException {
    var reading = new Reading(dependencies);
    if (Files.isDirectory(library)) {
      reading.directory(library);
    } else {
      reading.jar(library);
    }
    return new LibraryColours(reading.calls.colours(), reading.classes, reading.skipped);
  }

  /**
   * Stores the colours in the library, where {@link GonzoPlugin} finds them. If they are there
   * already, nothing is written. A jar is written anew beside the old one, which it then replaces.
   *
   * @param library the jar or the directory that they were inferred from
   * @throws IOException if it cannot be written; then it is as before
   */
  public void store(Path library) throws IOException {
    if (Files.isDirectory(library)) {
      Path file = library.resolve(ColourFile.PATH);
      if (!isStored(file)) {
        Files.createDirectories(file.getParent());
        replace(file);
      }
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(library)) {
        if (jar.isReadOnly()) {
          throw new IOException("it is read-only; copy it, and store the colours in the copy");
        }
        Path file = jar.getPath(ColourFile.PATH);
        if (!isStored(file)) {
          Files.createDirectories(file.getParent());
          Files.writeString(file, colours.toString());
        }
      }
    }
  }

  private boolean isStored(Path file) throws IOException {
    byte[] content = colours.toString().getBytes(UTF_8);
    return Files.exists(file)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private void replace(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      Files.writeString(fresh, colours.toString(), CREATE_NEW);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Reads class files, within limits: what a jar says about its sizes is not believed. */
  private static final class Reading {
    final ClassCalls calls;
    final List<String> skipped = new ArrayList<>();
    int classes;
    private long bytes;

    Reading(ClassLoader dependencies) {
      calls = new ClassCalls(dependencies);
    }

    void directory(Path directory) throws IOException {
      try {
        walk(directory.toRealPath());
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private void walk(Path directory) throws IOException {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          if (isClass(directory.relativize(file).toString()) && Files.isRegularFile(file)) {
            try (InputStream input = Files.newInputStream(file)) {
              read(directory.relativize(file).toString(), input);
            }
          }
        }
      }
    }

    void jar(Path file) throws IOException {
      try (var jar = new ZipFile(file.toFile())) {
        for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
          ZipEntry entry = all.nextElement();
          if (isClass(entry.getName())) {
            try (InputStream input = jar.getInputStream(entry)) {
              read(entry.getName(), input);
            }
          }
        }
      }
    }

    /** Not the classes for other versions of Java, which are the same methods again. */
    private static boolean isClass(String name) {
      return name.endsWith(".class")
          && !name.startsWith(VERSIONS)
          && !name.endsWith("module-info.class");
    }

    private void read(String name, InputStream input) throws IOException {
      if (++classes > MOST_CLASSES) {
        throw new IOException("the library has more than " + MOST_CLASSES + " classes");
      }
      byte[] content;
      try {
        content = input.readNBytes(MOST_BYTES_OF_CLASS + 1);
      } catch (IOException damaged) {
        skip(name, "its data is damaged: " + damaged.getMessage());
        return;
      }
      bytes += content.length;
      if (bytes > MOST_BYTES) {
        throw new IOException("the classes of the library have more than " + MOST_BYTES + " bytes");
      }
      if (content.length > MOST_BYTES_OF_CLASS) {
        skip(name, "it has more than " + MOST_BYTES_OF_CLASS + " bytes");
        return;
      }
      try {
        calls.read(content);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        // What the JDK's reader throws for a damaged class file.
        skip(name, "it is no class file that Java " + Runtime.version().feature() + " can read");
      }
    }

    private void skip(String name, String reason) {
      classes--;
      if (skipped.size() < MOST_SKIPPED) {
        skipped.add(name + ": " + reason);
      } else if (skipped.size() == MOST_SKIPPED) {
        skipped.add("and more");
      }
    }
  }
}
