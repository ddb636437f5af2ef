package dev.gonzo;

import java.nio.file.Files;
import java.nio.file.Path;

/** Loads classes in advance, for test programs that run out of file descriptors. */
public final class AllClasses {
  private AllClasses() {}

  /**
   * Loads all classes of the module. Loading from a jar, which stays open, needs no file
   * descriptor; loading from a directory, as in tests, does.
   */
  public static void load() throws Exception {
    Path root = Path.of(Gonzo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replace('/', '.');
        if (!name.endsWith("-info.class")) {
          Class<?> _ = Class.forName(name.substring(0, name.length() - ".class".length()));
        }
      }
    }
  }
}
