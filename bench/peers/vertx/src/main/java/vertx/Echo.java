package vertx;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** An echo server: {@code Echo PORT}. */
final class Echo {
  private Echo() {}

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    var options = new NetServerOptions().setHost("127.0.0.1").setPort(port).setAcceptBacklog(4096);
    Vertx.vertx()
        .createNetServer(options)
        .connectHandler(Echo::echo)
        .listen()
        .onFailure(failure -> {
          failure.printStackTrace();
          System.exit(1);
        });
  }

  /** Pauses the client while it does not take what was written. */
  private static void echo(NetSocket client) {
    client.exceptionHandler(_ -> client.close());
    client.handler(bytes -> {
      client.write(bytes);
      if (client.writeQueueFull()) {
        client.pause();
        client.drainHandler(_ -> client.resume());
      }
    });
  }
}
