package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileEntry;
import dev.gonzo.file.OnUnreadable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A page that lists a directory. */
final class DirectoryPage {
  /** A page with more entries helps no one, and must fit into memory. */
  private static final int MOST = 10_000;

  /** What cannot be read is left out. */
  private static final OnUnreadable HIDDEN = (_, _) -> {};

  private record Entry(String name, boolean isDirectory, long size) {}

  private DirectoryPage() {}

  /**
   * Makes the page.
   *
   * @param title the path that the client asked for, decoded
   * @param hasParent whether there is a link to the directory above
   */
  @Async
  static String of(Path directory, String title, boolean hasParent, boolean hasDotFiles) {
    List<Entry> entries = read(directory, hasDotFiles);
    var page = new StringBuilder(200 + 100 * entries.size());
    page.append("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>")
        .append(escape(title))
        .append("</title></head>\n<body><h1>")
        .append(escape(title))
        .append("</h1>\n<ul>\n");
    if (hasParent) {
      page.append("<li><a href=\"../\">../</a></li>\n");
    }
    for (Entry entry : entries) {
      String slash = entry.isDirectory() ? "/" : "";
      // Behind a dot: a name with a colon would be a scheme.
      page.append("<li><a href=\"./")
          .append(PathSegments.encode(entry.name()))
          .append(slash)
          .append("\">")
          .append(escape(entry.name()))
          .append(slash)
          .append("</a>");
      if (!entry.isDirectory()) {
        page.append(' ').append(entry.size());
      }
      page.append("</li>\n");
    }
    return page.append("</ul></body></html>\n").toString();
  }

  private static List<Entry> read(Path directory, boolean hasDotFiles) {
    var entries = new ArrayList<Entry>();
    try (var walk = Directories.walk(directory, 1, HIDDEN)) {
      for (FileEntry found : walk) {
        String name = String.valueOf(found.path().getFileName());
        var attributes = found.attributes();
        boolean isShown =
            found.depth() == 1
                && (attributes.isDirectory() || attributes.isRegularFile())
                && (hasDotFiles || !name.startsWith("."));
        if (isShown && entries.size() < MOST) {
          entries.add(new Entry(name, attributes.isDirectory(), attributes.size()));
        }
      }
    }
    entries.sort(
        Comparator.comparing((Entry entry) -> !entry.isDirectory()).thenComparing(Entry::name));
    return entries;
  }

  private static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
