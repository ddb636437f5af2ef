package dev.gonzo.examples;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A guest in the chat, with the JDK's client. */
final class WebSocketGuest implements AutoCloseable, WebSocket.Listener {
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  WebSocketGuest(String address) throws Exception {
    socket = client.newWebSocketBuilder().buildAsync(URI.create(address), this).get(2, MINUTES);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
    message.append(part);
    if (isLast) {
      heard.add(message.toString());
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  void say(String text) throws Exception {
    var _ = socket.sendText(text, true).get(2, MINUTES);
  }

  /** The next message that came. */
  String heard() throws InterruptedException {
    return heard.poll(2, MINUTES);
  }

  @Override
  public void close() throws Exception {
    var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(2, MINUTES);
    client.shutdown();
  }
}
