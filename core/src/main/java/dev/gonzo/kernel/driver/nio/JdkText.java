package dev.gonzo.kernel.driver.nio;

import dev.gonzo.trap.NativeText;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Converts native text to strings that the JDK encodes to the same bytes. Text that the JDK would
 * change is refused.
 */
final class JdkText {
  private static final Charset JDKS =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  private static final boolean IS_WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private static final String OTHER_LOCALE =
      JDKS.equals(StandardCharsets.UTF_8) ? "" : "start the program with LC_ALL=C.UTF-8, or ";

  private JdkText() {}

  static String of(String text) {
    if (IS_WINDOWS) {
      return text; // there the JDK passes UTF-16 unchanged
    }
    byte[] bytes = NativeText.encode(text);
    String jdks = new String(bytes, JDKS);
    if (!Arrays.equals(jdks.getBytes(JDKS), bytes)) {
      throw new IllegalArgumentException(
          ("the nio kernel cannot pass '%s' unchanged, because the JDK writes it in %s, the"
                  + " encoding of this locale: %suse the epoll or uring kernel for bytes that are"
                  + " not valid text")
              .formatted(text, JDKS, OTHER_LOCALE));
    }
    return jdks;
  }

  static File of(Path path) {
    return new File(of(NativeText.of(path)));
  }
}
