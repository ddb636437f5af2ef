package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The user-defined attributes of files, by name. A copy keeps them where that is possible, as for
 * the JDK: many file systems do not support them.
 */
final class NamedAttributes {
  private static final String VIEW = "user:";

  private NamedAttributes() {}

  @Async
  static Map<String, byte[]> of(Path path, boolean followLinks) {
    var all = new TreeMap<String, byte[]>();
    try {
      Coroutine.trap(new ReadNamedAttributes(path, VIEW + "*", followLinks))
          .forEach((name, value) -> all.put(name, (byte[]) value));
    } catch (IOException | UnsupportedOperationException unsupportedOrChanging) {
      // without them
    }
    return all;
  }

  @Async
  static void set(Map<String, byte[]> all, Path path, LinkOption... links) {
    try {
      for (var attribute : all.entrySet()) {
        Path _ =
            AsyncFiles.setAttribute(path, VIEW + attribute.getKey(), attribute.getValue(), links);
      }
    } catch (IOException | UnsupportedOperationException unsupported) {
      // without the others
    }
  }
}
