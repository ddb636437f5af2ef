package dev.gonzo.recorder.format;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a recording that was made before.
 *
 * @param header what is recorded
 * @param streams the files of each kernel, in order, by its number
 */
public record RecordedFiles(RecordingHeader header, SortedMap<Integer, List<Path>> streams) {
  private static final Pattern NAME = Pattern.compile("kernel-(\\d{1,9})-(\\d{6,12})\\.events");

  /** More files than any recording has. */
  private static final int MOST_FILES = 1_000_000;

  /**
   * Finds the files of a recording.
   *
   * @param directory its directory
   * @return the files
   * @throws IOException if there is none, it is another user's or a link, or its header is damaged
   */
  public static RecordedFiles of(Path directory) throws IOException {
    OwnFiles.requirePresent(directory);
    OwnFiles.requireDirectory(directory);
    RecordingHeader header = RecordingHeader.read(directory);
    var streams = new TreeMap<Integer, List<Path>>();
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        if (++count > MOST_FILES) {
          throw new IOException(directory + " has too many files for a recording");
        }
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          streams.computeIfAbsent(Integer.valueOf(name.group(1)), _ -> new ArrayList<>()).add(file);
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    for (List<Path> files : streams.values()) {
      files.sort(Comparator.comparingLong(RecordedFiles::number));
    }
    return new RecordedFiles(header, streams);
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1, name.indexOf('.')));
  }
}
