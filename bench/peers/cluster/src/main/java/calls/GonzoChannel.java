package calls;

import dev.gonzo.Gonzo;
import dev.gonzo.cluster.Node;

/** A channel of Gonzo's cluster: what one sender sends and one receiver takes. */
record GonzoChannel(GonzoCalls.Through through) implements Stack {
  private static final int CREDITS = 1024;

  @Override
  public void serve(int port, Runnable ready) throws Exception {
    Gonzo.run(() -> {
      try (var cluster = through.join("server", port, port + 1);
          var items = cluster.receive("items", String.class, CREDITS)) {
        ready.run();
        while (true) {
          String _ = items.receive();
        }
      }
    });
  }

  @Override
  public void call(int server, int own, Load load) throws Exception {
    Gonzo.run(() -> {
      try (var cluster = through.join("client", own, server)) {
        Node to =
            cluster.awaitNodes(2).stream()
                .filter(node -> node.name().equals("server"))
                .findFirst()
                .orElseThrow();
        try (var channel = cluster.channel(to, "items", String.class)) {
          load.measure(items -> {
            for (int i = 0; i < items; i++) {
              channel.send(Load.TEXT);
            }
          });
        }
      }
      return null;
    });
  }
}
