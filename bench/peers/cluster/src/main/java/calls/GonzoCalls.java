package calls;

import dev.gonzo.Gonzo;
import dev.gonzo.TaskGroup;
import dev.gonzo.cluster.Cluster;
import dev.gonzo.cluster.ClusterOptions;
import dev.gonzo.cluster.Node;
import dev.gonzo.cluster.Remote;
import dev.gonzo.cluster.jgroups.JGroupsTransport;
import dev.gonzo.cluster.socket.SocketTransport;
import dev.gonzo.cluster.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Calls of Gonzo's cluster. */
record GonzoCalls(Through through) implements Stack {
  private static final Remote<String, String> ECHO =
      Remote.of("echo/1", String.class, String.class, text -> text);

  /** How the nodes reach each other. */
  enum Through {
    SOCKETS {
      @Override
      Transport.Connector transport(int own, int other) {
        return SocketTransport.of("127.0.0.1", own, "127.0.0.1:" + own, "127.0.0.1:" + other);
      }
    },
    JGROUPS {
      @Override
      Transport.Connector transport(int own, int other) {
        var members =
            List.of(
                new InetSocketAddress("127.0.0.1", own), new InetSocketAddress("127.0.0.1", other));
        return JGroupsTransport.of("127.0.0.1", own, members);
      }
    };

    abstract Transport.Connector transport(int own, int other);

    Cluster join(String name, int own, int other) throws java.io.IOException {
      return Cluster.join(
          "bench", ClusterOptions.of(transport(own, other)).withNode(name).serving(ECHO));
    }
  }

  @Override
  public void serve(int port, Runnable ready) throws Exception {
    Gonzo.run(() -> {
      try (var _ = through.join("server", port, port + 1)) {
        ready.run();
        Gonzo.sleep(Duration.ofDays(1));
      }
      return null;
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
        load.measure(calls -> {
          try (var group = TaskGroup.<Void>open()) {
            for (int i = 0; i < load.atOnce; i++) {
              group.spawn(() -> {
                for (int j = 0; j < calls / load.atOnce; j++) {
                  String _ = cluster.call(to, ECHO, Load.TEXT);
                }
                return null;
              });
            }
            group.join();
          }
        });
      }
      return null;
    });
  }
}
