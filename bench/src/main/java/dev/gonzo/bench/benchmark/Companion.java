package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Program;
import dev.gonzo.bench.process.Server;
import java.io.IOException;
import java.util.List;

/** What servers need beside them, such as the backend of a proxy. */
enum Companion {
  /** Nothing. */
  NONE {
    @Override
    Started start(Setting setting) {
      return new Started(List.of(), () -> {});
    }
  },
  /** An echo server in C, on the core of the load. */
  BACKEND {
    @Override
    Started start(Setting setting) throws IOException {
      var backend =
          Peers.all().stream().filter(peer -> peer.name().equals("c")).findFirst().orElseThrow();
      backend.build(setting.places());
      int port = Server.freePort();
      List<String> arguments = List.of(Integer.toString(port));
      var server =
          Server.start(
              "the backend",
              backend.command(setting.places(), Program.ECHO, arguments),
              port,
              setting.loadPin(),
              setting.places().root());
      try {
        return new Started(arguments, server.awaitConnection()::close);
      } catch (IOException failure) {
        server.close();
        throw failure;
      }
    }
  },
  /** A directory with a key and its certificate. */
  KEYS {
    @Override
    Started start(Setting setting) throws IOException {
      var directory = setting.places().root().resolve("bench/target/keys").toAbsolutePath();
      Keys.make(directory);
      return new Started(List.of(directory.toString()), () -> {});
    }
  };

  /** Starts it. */
  abstract Started start(Setting setting) throws IOException;

  /**
   * What was started.
   *
   * @param arguments what the servers get as arguments
   * @param end ends it
   */
  record Started(List<String> arguments, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }
}
