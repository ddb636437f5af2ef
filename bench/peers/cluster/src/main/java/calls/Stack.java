package calls;

/** A library for remote calls. */
interface Stack {
  /** Serves until the process is killed. {@code ready} is run when it does. */
  void serve(int port, Runnable ready) throws Exception;

  /** Connects, runs the measurement in whatever way the library likes, and disconnects. */
  void call(int server, int own, Load load) throws Exception;

  static Stack of(String name) {
    return switch (name) {
      case "gonzo-sockets" -> new GonzoCalls(GonzoCalls.Through.SOCKETS);
      case "gonzo-jgroups" -> new GonzoCalls(GonzoCalls.Through.JGROUPS);
      case "channel-sockets" -> new GonzoChannel(GonzoCalls.Through.SOCKETS);
      case "channel-jgroups" -> new GonzoChannel(GonzoCalls.Through.JGROUPS);
      case "grpc" -> new GrpcCalls();
      case "pekko" -> new PekkoCalls();
      default -> throw new IllegalArgumentException("there is no stack " + name);
    };
  }
}
