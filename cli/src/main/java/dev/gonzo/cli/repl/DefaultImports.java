package dev.gonzo.cli.repl;

import java.util.List;

/**
 * What each session has imported. Where a name of Gonzo is also one of the JDK, both of which are
 * imported on demand here, an import of the single type decides for Gonzo's.
 */
final class DefaultImports {
  private static final List<String> ALL =
      List.of(
          "static dev.gonzo.Gonzo.*",
          "static java.time.Duration.*",
          "dev.gonzo.*",
          "dev.gonzo.console.*",
          "dev.gonzo.file.*",
          "dev.gonzo.generator.*",
          "dev.gonzo.http.*",
          "dev.gonzo.http.client.*",
          "dev.gonzo.http.message.*",
          "dev.gonzo.http.server.*",
          "dev.gonzo.kernel.*",
          "dev.gonzo.net.*",
          "dev.gonzo.process.*",
          "dev.gonzo.queue.*",
          "dev.gonzo.stream.*",
          "dev.gonzo.sync.*",
          "java.io.*",
          "java.math.*",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.URI",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.concurrent.*",
          "java.util.function.*",
          "java.util.regex.*",
          "java.util.stream.*");

  private DefaultImports() {}

  /**
   * {@return the imports, as snippets; those of modules that are not here are left out}
   *
   * @param loader the loader of the snippets
   */
  static List<String> present(ClassLoader loader) {
    return ALL.stream().map(name -> "import " + name + ";").toList();
  }
}
