package dev.gonzo.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The known faults of old code: a file with a line for each, which is not reported any more. A line
 * names the fault, the method and the call, but no line number, so that other changes do not
 * matter.
 */
final class Baseline {
  private static final int MOST_BYTES = 16 << 20;
  private static final String HEADER =
      "# Known faults, which the compiler plug-in Gonzo does not report."
          + " Written by -Xplugin:Gonzo baseline=FILE update";

  private final Path file;
  private final List<Entry> entries;
  // How many more faults each line covers.
  private final Map<Entry, Integer> left = new HashMap<>();

  /**
   * A line.
   *
   * @param fault the name of the fault
   * @param place the class and the method
   * @param subject the call
   */
  record Entry(String fault, String place, String subject) {
    static Entry of(Finding finding) {
      return new Entry(finding.fault().label(), finding.place(), finding.subject());
    }

    static Entry parse(String line, int number, Path file) throws IOException {
      String[] words = line.split(" ", 3);
      if (words.length != 3 || Fault.labelled(words[0]).isEmpty()) {
        throw new IOException(
            "line " + number + " of " + file + " is not \"FAULT METHOD CALL\": " + line);
      }
      return new Entry(words[0], words[1], words[2]);
    }

    /** The binary name of the class. */
    String owner() {
      int arguments = place.indexOf('(');
      String method = arguments < 0 ? place : place.substring(0, arguments);
      return method.substring(0, Math.max(0, method.lastIndexOf('.')));
    }

    @Override
    public String toString() {
      return fault + " " + place + " " + subject;
    }
  }

  private Baseline(Path file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
    entries.forEach(entry -> left.merge(entry, 1, Integer::sum));
  }

  static Baseline read(Path file, boolean mayBeAbsent) throws IOException {
    if (mayBeAbsent && Files.notExists(file)) {
      return new Baseline(file, List.of());
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " has more than " + MOST_BYTES + " bytes");
    }
    var entries = new ArrayList<Entry>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        entries.add(Entry.parse(line.strip(), number, file));
      }
    }
    return new Baseline(file, entries);
  }

  /** Whether a fault is known; each line is for one. */
  boolean takes(Entry entry) {
    Integer count = left.get(entry);
    if (count == null || count == 0) {
      return false;
    }
    left.put(entry, count - 1);
    return true;
  }

  /** The lines about these classes for which there was no fault. */
  List<Entry> stale(Set<String> classes) {
    return entries.stream()
        .distinct()
        .filter(entry -> left.getOrDefault(entry, 0) > 0 && classes.contains(entry.owner()))
        .toList();
  }

  /** Replaces the lines about these classes; a build may compile only some classes. */
  void write(List<Entry> found, Set<String> classes) throws IOException {
    var lines = new ArrayList<String>();
    entries.stream()
        .filter(entry -> !classes.contains(entry.owner()))
        .map(Entry::toString)
        .forEach(lines::add);
    found.stream().map(Entry::toString).forEach(lines::add);
    lines.sort(null);
    lines.addFirst(HEADER);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      Files.writeString(fresh, String.join("\n", lines) + "\n", UTF_8, CREATE_NEW);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
