package dev.gonzo.sim.jdk;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;

/**
 * Where the JDK's code gets to the real network. A simulation refuses it there, before a socket is
 * open, so that the message names what was used and the place.
 */
final class RealNetwork {
  private static final String CONSTRUCTOR = "<init>";
  private static final ClassDesc UNKNOWN_HOST = ClassDesc.of("java.net.UnknownHostException");

  private static final String BRIDGE =
      "Call Bridge.install() of gonzo-bridge before the simulation, and %s in a task, not in another"
          + " thread";
  private static final String OURS =
      "Use Gonzo's own, or a library that needs only java.net.Socket, with gonzo-bridge";

  /**
   * A way to the network.
   *
   * @param methods the methods that go it
   * @param what what programs call it
   * @param instead what they should do
   */
  private record Way(List<String> methods, String what, String instead) {
    String refusal() {
      return what + '\n' + instead;
    }
  }

  /** By the names of the classes. */
  private static final Map<String, Way> WAYS =
      Map.ofEntries(
          Map.entry(
              "sun/nio/ch/NioSocketImpl",
              new Way(
                  List.of(CONSTRUCTOR),
                  "java.net.Socket or ServerSocket",
                  BRIDGE.formatted("open the socket"))),
          Map.entry(
              "java/net/InetAddress$PlatformResolver",
              new Way(
                  List.of("lookupByName"),
                  "a look-up of java.net.InetAddress",
                  BRIDGE.formatted("look up addresses by names"))),
          Map.entry(
              "java/net/DatagramSocket",
              new Way(List.of("createDelegate"), "java.net.DatagramSocket", OURS)),
          Map.entry(
              "sun/nio/ch/DatagramChannelImpl",
              new Way(List.of(CONSTRUCTOR), "java.nio.channels.DatagramChannel", OURS)),
          Map.entry(
              "sun/nio/ch/SocketChannelImpl",
              new Way(List.of(CONSTRUCTOR), "java.nio.channels.SocketChannel", OURS)),
          Map.entry(
              "sun/nio/ch/ServerSocketChannelImpl",
              new Way(List.of(CONSTRUCTOR), "java.nio.channels.ServerSocketChannel", OURS)),
          Map.entry(
              "java/nio/channels/AsynchronousSocketChannel",
              new Way(List.of("open"), "java.nio.channels.AsynchronousSocketChannel", OURS)),
          Map.entry(
              "java/nio/channels/AsynchronousServerSocketChannel",
              new Way(List.of("open"), "java.nio.channels.AsynchronousServerSocketChannel", OURS)),
          Map.entry(
              "jdk/internal/net/http/HttpClientImpl",
              new Way(
                  List.of(CONSTRUCTOR),
                  "java.net.http.HttpClient",
                  "Use java.net.HttpURLConnection, with gonzo-bridge")));

  /**
   * The methods that do not know the simulated network, so that nothing has a name for them.
   * Callers expect that.
   */
  private static final Map<String, String> UNKNOWING =
      Map.of(
          "java/net/InetAddress", "getLocalHost",
          "java/net/InetAddress$PlatformResolver", "lookupByAddress");

  private RealNetwork() {}

  /** Whether a class has such a method. */
  static boolean isIn(String name) {
    return WAYS.containsKey(name) || UNKNOWING.containsKey(name);
  }

  /**
   * The change of a method.
   *
   * @param type the name of its class
   * @param method the method
   * @param clocks the change that it gets otherwise
   */
  static CodeTransform refused(String type, MethodModel method, CodeTransform clocks) {
    Way way = WAYS.get(type);
    if (way != null && way.methods().contains(method.methodName().stringValue())) {
      return Redirection.first(
          code ->
              code.loadConstant(way.refusal())
                  .invokestatic(ClockHook.CLASS, "refuse", ClockHook.LEAKS),
          clocks);
    }
    return method.methodName().equalsString(UNKNOWING.getOrDefault(type, ""))
        ? Redirection.first(RealNetwork::knowsNoName, clocks)
        : clocks;
  }

  private static void knowsNoName(CodeBuilder code) {
    code.invokestatic(ClockHook.CLASS, "isSimulated", ClockHook.IS_SIMULATED)
        .ifThen(simulated ->
            simulated
                .new_(UNKNOWN_HOST)
                .dup()
                .loadConstant("the hosts of a simulation do not know names of addresses")
                .invokespecial(UNKNOWN_HOST, CONSTRUCTOR, ClockHook.LEAKS)
                .athrow());
  }
}
