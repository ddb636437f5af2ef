package dev.gonzo.carrier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** For tests: this JDK with other virtual threads inside, as a later JDK may have them. */
final class ChangedJdk {
  private static final String CONSTRUCTOR =
      "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)V";
  private static final String CHANGED =
      "(Ljava/lang/Object;Ljava/lang/String;ILjava/lang/Runnable;)V";

  private ChangedJdk() {}

  /**
   * Gives the private constructor that Gonzo calls another signature, in the JDK's own class and in
   * those that call it; they work as before.
   *
   * @param directory takes the changed classes
   * @return the flag that puts them in the place of the JDK's
   */
  static String withoutTheConstructor(Path directory) throws IOException {
    Path module = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
    int changed = 0;
    try (Stream<Path> files = Files.list(module.resolve("java/lang"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String bytes = Files.readString(file, ISO_8859_1);
        String constant = constant(CONSTRUCTOR);
        if (bytes.contains(constant) && bytes.contains("VirtualThread")) {
          Path copy = directory.resolve(module.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.writeString(copy, bytes.replace(constant, constant(CHANGED)), ISO_8859_1);
          changed++;
        }
      }
    }
    if (changed < 2) {
      throw new AssertionError("this JDK has no such constructor, or nothing that calls it");
    }
    return "--patch-module=java.base=" + directory;
  }

  /** A text as it is in the constant pool of a class file: tag, length, and its characters. */
  private static String constant(String text) {
    return "\u0001" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
  }
}
