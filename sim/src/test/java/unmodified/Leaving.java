package unmodified;

import static dev.gonzo.Gonzo.runInThread;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.bridge.Bridge;
import dev.gonzo.sim.Simulation;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What would leave a simulation for the real network. Run in a JVM with the agent. */
final class Leaving {
  private Leaving() {}

  /** Tries each way in a simulation, and prints how that ended. */
  public static void main(String[] arguments) {
    Map<String, AsyncRunnable<?>> ways = new LinkedHashMap<>();
    if (arguments[0].equals("bridged")) {
      Bridge.install();
      put(ways);
    } else {
      ways.put("Socket", () -> new Socket().bind(null));
      ways.put("ServerSocket", () -> new ServerSocket(0).close());
      ways.put("InetAddress", () -> InetAddress.getByName("server"));
    }
    ways.forEach(Leaving::report);
  }

  private static void put(Map<String, AsyncRunnable<?>> ways) {
    ways.put("SocketChannel", () -> SocketChannel.open().close());
    ways.put("Unix", () -> SocketChannel.open(StandardProtocolFamily.UNIX).close());
    ways.put("ServerSocketChannel", () -> ServerSocketChannel.open().close());
    ways.put("DatagramChannel", () -> DatagramChannel.open().close());
    ways.put("DatagramSocket", () -> new DatagramSocket().close());
    ways.put("AsynchronousSocketChannel", () -> AsynchronousSocketChannel.open().close());
    ways.put(
        "AsynchronousServerSocketChannel", () -> AsynchronousServerSocketChannel.open().close());
    ways.put("HttpClient", () -> HttpClient.newHttpClient().close());
    ways.put("thread", () -> new Thread(() -> {}, "mine").start());
    ways.put("Socket elsewhere", () -> inThread(() -> new Socket().bind(null)));
    ways.put("InetAddress elsewhere", () -> inThread(() -> InetAddress.getByName("server")));
    ways.put("Socket", () -> new Socket().bind(null));
    ways.put("getHostName", Leaving::names);
    ways.put("Cleaner", Leaving::cleans);
  }

  private static void inThread(AsyncRunnable<?> body) throws Exception {
    boolean _ =
        runInThread(() -> {
          body.run();
          return true;
        });
  }

  private static void report(String name, AsyncRunnable<?> way) {
    var simulation = Simulation.ofSeed(1);
    Throwable failure = simulation.run(way::run).failure().orElse(null);
    CLEANABLES.forEach(Cleanable::clean);
    CLEANABLES.clear();
    System.out.println(name + ": " + (failure == null ? "went on" : failure.getMessage()));
  }

  private static void names() throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 9, 9, 9});
    if (!address.getHostName().equals("10.9.9.9")) {
      throw new AssertionError(address.getHostName());
    }
    try {
      throw new AssertionError(InetAddress.getLocalHost());
    } catch (UnknownHostException expected) {
      // No host of a simulation has the name of this machine.
    }
  }

  // ---------------------------------------------------------------- cleaners

  private static final List<Cleanable> CLEANABLES = new ArrayList<>();

  /**
   * The thread of a cleaner starts. Code of the simulation may clean up, and others clean nothing
   * for it: neither the thread, nor this test when the simulation has ended.
   */
  private static void cleans() {
    List<String> cleaned = new ArrayList<>();
    Cleaner cleaner = Cleaner.create(Thread::new);
    Cleanable used = cleaner.register(new Object(), () -> cleaned.add("used"));
    CLEANABLES.add(
        cleaner.register(
            cleaned,
            () -> {
              throw new AssertionError("cleaned outside of the simulation");
            }));
    used.clean();
    if (!cleaned.equals(List.of("used"))) {
      throw new AssertionError(cleaned);
    }
  }
}
