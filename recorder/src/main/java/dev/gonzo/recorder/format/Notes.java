package dev.gonzo.recorder.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a person should know before a recording is replayed, a line each, in a file beside the
 * events. Any thread may use it.
 */
public final class Notes {
  private static final String NAME = "notes.txt";
  private static final int MOST_BYTES = 64 * 1024;

  private Notes() {}

  /**
   * Adds a line, unless the file is full. An interrupt of the thread is kept.
   *
   * @param directory the directory of the recording
   * @param line the line
   * @throws IOException if it cannot be written
   */
  public static void add(Path directory, String line) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted(); // it would close the channel
        try {
          addOnce(directory.resolve(NAME), line);
          return;
        } catch (ClosedByInterruptException again) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void addOnce(Path file, String line) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            OwnFiles.with(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            OwnFiles.fileAttributes(file))) {
      ByteBuffer bytes = UTF_8.encode(line.replace('\n', ' ') + "\n");
      if (channel.size() + bytes.remaining() <= MOST_BYTES) {
        int _ = channel.write(bytes);
      }
    }
  }

  /**
   * Reads the lines.
   *
   * @param directory the directory of the recording
   * @return the lines, none if there is no file
   * @throws IOException if the file is another user's, or larger than it can be
   */
  public static List<String> of(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    OwnFiles.requireFile(file);
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is larger than a recorder writes it");
    }
    return Files.readAllLines(file, UTF_8).stream().map(Printable::of).toList();
  }
}
