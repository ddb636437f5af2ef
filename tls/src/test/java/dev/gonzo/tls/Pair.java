package dev.gonzo.tls;

import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Task;
import dev.gonzo.testing.MemoryStreams;
import java.io.IOException;

/** A client and a server that have shaken hands over a pipe. */
record Pair(MemoryStreams pipe, TlsStream client, TlsStream server) {
  static Pair over(MemoryStreams pipe) throws IOException {
    return over(pipe, Certificates.made().server("localhost"), Certificates.made().client());
  }

  static Pair over(MemoryStreams pipe, TlsOptions server, TlsOptions client) throws IOException {
    Task<TlsStream> accepting = spawn(() -> Tls.server(pipe.left(), server));
    TlsStream connected = Tls.client(pipe.right(), "localhost", client);
    return new Pair(pipe, connected, accepting.join());
  }
}
