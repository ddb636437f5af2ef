package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Peers;
import dev.gonzo.bench.peer.Places;
import java.util.List;

/** The process that puts servers under load, and checks their answers. */
sealed interface Load {
  /** {@return the command for a number of connections to a port, and a size of messages} */
  List<String> command(Places places, int port, int connections, int size);

  /** The load generator in C. */
  record InC(String protocol) implements Load {
    @Override
    public List<String> command(Places places, int port, int connections, int size) {
      return List.of(
          Peers.load(places).getFirst(),
          protocol,
          "127.0.0.1",
          Integer.toString(port),
          Integer.toString(connections),
          Integer.toString(size));
    }
  }

  /** A load generator that runs on Gonzo, or starts another program for each measurement. */
  record InJava(String type) implements Load {
    @Override
    public List<String> command(Places places, int port, int connections, int size) {
      return List.of(
          Places.java(),
          "@" + places.root().resolve("jvm.flags"),
          "-cp",
          System.getProperty("java.class.path"),
          "dev.gonzo.bench.load." + type,
          Integer.toString(port),
          Integer.toString(connections),
          Integer.toString(size));
    }
  }
}
