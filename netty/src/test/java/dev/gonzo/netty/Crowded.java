package dev.gonzo.netty;

import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Connects and listens in a process that has no descriptor left, and prints what it meets. */
final class Crowded {
  private Crowded() {}

  static void main(String[] arguments) throws Exception {
    var group = Loops.valueOf(arguments[0]).newGroup("loop");
    var kernel = NettyKernel.on(group.next());
    attempt(kernel); // what the JVM opens for all this is open from now on
    var all = new ArrayList<FileInputStream>();
    String met = "";
    // Again if a descriptor became free meanwhile, such as that of a socket that is closed late.
    while (openAllThatAreLeft(all)) {
      met = attempt(kernel);
    }
    for (var one : all) {
      one.close();
    }
    System.out.println(met);
    kernel.close().join();
    System.exit(0);
  }

  /** {@return whether there were any} */
  private static boolean openAllThatAreLeft(List<FileInputStream> all) {
    int before = all.size();
    try {
      while (true) {
        all.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException full) {
      return all.size() > before;
    }
  }

  private static String attempt(NettyKernel kernel) throws InterruptedException {
    var met = new StringBuilder();
    try {
      kernel.spawn(Crowded::listen).get();
    } catch (ExecutionException failure) {
      met.append(failure.getCause().getMessage());
    }
    try {
      kernel.spawn(() -> Tcp.connect("127.0.0.1", 9)).get();
    } catch (ExecutionException failure) {
      met.append("; ").append(failure.getCause().getMessage());
    }
    return met.toString();
  }

  private static Object listen() throws IOException {
    try (Listener listener = Tcp.listen("127.0.0.1", 0);
        Socket client = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
      return client.localAddress();
    }
  }
}
