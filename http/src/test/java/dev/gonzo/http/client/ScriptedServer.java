package dev.gonzo.http.client;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import java.io.IOException;

/** A server on this machine that sends exactly what its script says. */
final class ScriptedServer implements AutoCloseable {
  private final Listener listener;
  private final Task<?> serving;
  private int connections;
  private int ended;

  private ScriptedServer(Listener listener, Peer.Script script) {
    this.listener = listener;
    serving =
        Gonzo.spawn(
            "scripted server",
            () ->
                listener.serve(socket -> {
                  try (socket) {
                    script.run(new Peer(socket, ++connections));
                  } finally {
                    ended++;
                  }
                }));
  }

  static ScriptedServer open(Peer.Script script) throws IOException {
    return new ScriptedServer(Tcp.listen("127.0.0.1", 0), script);
  }

  String uri(String path) throws IOException {
    return "http://127.0.0.1:" + port() + path;
  }

  int port() throws IOException {
    return listener.localAddress().getPort();
  }

  int connections() {
    return connections;
  }

  int ended() {
    return ended;
  }

  @Override
  public void close() {
    serving.cancel("the test has ended");
  }
}
