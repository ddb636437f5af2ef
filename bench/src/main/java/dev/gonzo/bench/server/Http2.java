package dev.gonzo.bench.server;

/** The server of {@link Http}, which speaks HTTP/2 on the same port. */
final class Http2 {
  private Http2() {}

  public static void main(String[] arguments) throws Exception {
    Http.main(arguments);
  }
}
