package dev.gonzo.cli.repl;

import java.util.List;

/**
 * What each session has imported. Where Gonzo and the JDK, whose packages are both imported, have a
 * type of the same name, the import of a single type decides which is meant.
 */
final class DefaultImports {
  private static final List<String> ALL =
      List.of(
          "static dev.gonzo.Gonzo.*",
          "static java.time.Duration.*",
          "dev.gonzo.*",
          "dev.gonzo.console.*",
          "dev.gonzo.console.Console",
          "dev.gonzo.file.*",
          "dev.gonzo.generator.*",
          "dev.gonzo.http.*",
          "dev.gonzo.http.client.*",
          "dev.gonzo.http.message.*",
          "dev.gonzo.http.server.*",
          "dev.gonzo.http.websocket.*",
          "dev.gonzo.kernel.Activation",
          "dev.gonzo.kernel.Kernels",
          "dev.gonzo.net.*",
          "dev.gonzo.process.*",
          "dev.gonzo.queue.*",
          "dev.gonzo.queue.PriorityQueue",
          "dev.gonzo.queue.Queue",
          "dev.gonzo.stream.*",
          "dev.gonzo.sync.*",
          "dev.gonzo.sync.Semaphore",
          "dev.gonzo.tls.*",
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

  private static final String HTTP = "dev.gonzo.http.";

  private DefaultImports() {}

  /**
   * {@return what is imported; the HTTP packages only if that module is here}
   *
   * @param loader the loader of the snippets
   */
  static List<String> present(ClassLoader loader) {
    boolean http = loader.getResource("dev/gonzo/http/Http.class") != null;
    return ALL.stream().filter(name -> http || !name.startsWith(HTTP)).toList();
  }
}
