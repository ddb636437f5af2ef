package dev.gonzo.sim.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is in a tree, as text: a line for each path, with the contents as runs of equal bytes. */
final class TreeText {
  private TreeText() {}

  static String of(Disk disk) {
    SortedMap<String, String> lines = new TreeMap<>();
    add("", disk.root(), lines);
    List<String> text = new ArrayList<>();
    lines.forEach((path, what) -> text.add(path + " " + what));
    return String.join("\n", text);
  }

  private static void add(String path, DirectoryNode directory, SortedMap<String, String> lines) {
    directory.entries.forEach((name, node) -> {
      String below = path + "/" + name;
      switch (node) {
        case FileNode file -> lines.put(below, "file " + runs(bytes(file)));
        case LinkNode link -> lines.put(below, "link to " + link.target);
        case SystemNode system -> lines.put(below, "of the system: " + system.file);
        case SocketNode _ -> lines.put(below, "socket");
        case DirectoryNode inner -> {
          lines.put(below, "directory");
          add(below, inner, lines);
        }
      }
    });
  }

  private static byte[] bytes(FileNode file) {
    var bytes = new byte[(int) file.size()];
    file.contents.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** Bytes such as {@code 3*A 512*0}; or {@code empty}. */
  static String runs(byte[] bytes) {
    var text = new StringBuilder();
    for (int from = 0, to; from < bytes.length; from = to) {
      to = from;
      while (to < bytes.length && bytes[to] == bytes[from]) {
        to++;
      }
      char shown = bytes[from] == 0 ? '0' : (char) bytes[from];
      text.append(text.isEmpty() ? "" : " ").append(to - from).append('*').append(shown);
    }
    return text.isEmpty() ? "empty" : text.toString();
  }
}
