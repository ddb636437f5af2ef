package dev.gonzo.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user-defined attributes of files, by name. A copy keeps them where that is possible, as for
 * the JDK: many file systems do not support them. In a thread outside the kernel.
 */
final class NamedAttributes {
  private NamedAttributes() {}

  private static @Nullable UserDefinedFileAttributeView view(Path path, LinkOption... links) {
    return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, links);
  }

  static Map<String, byte[]> of(Path path, LinkOption... links) {
    var all = new HashMap<String, byte[]>();
    UserDefinedFileAttributeView view = view(path, links);
    try {
      if (view != null) {
        for (String name : view.list()) {
          ByteBuffer value = ByteBuffer.allocate(view.size(name));
          int length = view.read(name, value);
          all.put(name, Arrays.copyOf(value.array(), length));
        }
      }
    } catch (IOException unsupportedOrChanging) {
      // without the others
    }
    return all;
  }

  static void set(Map<String, byte[]> all, Path path, LinkOption... links) {
    UserDefinedFileAttributeView view = view(path, links);
    try {
      if (view != null) {
        for (var attribute : all.entrySet()) {
          int _ = view.write(attribute.getKey(), ByteBuffer.wrap(attribute.getValue()));
        }
      }
    } catch (IOException unsupported) {
      // without the others
    }
  }
}
