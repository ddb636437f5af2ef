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
  private static final String FULL = "too many open files";
  private static final int MOST_TRIES = 100;

  private Crowded() {}

  static void main(String[] arguments) throws Exception {
    var group = Loops.valueOf(arguments[0]).newGroup("loop");
    var kernel = NettyKernel.on(group.next());
    attempt(kernel); // what the JVM opens for all this is open from now on
    var all = new ArrayList<FileInputStream>();
    String met = "";
    // Again if an attempt got a descriptor: one became free after the others were taken, such as
    // that of a socket that is closed late.
    for (int tries = 0; tries < MOST_TRIES && count(FULL, met) < 2; tries++) {
      openAllThatAreLeft(all);
      met = attempt(kernel);
    }
    for (var one : all) {
      one.close();
    }
    System.out.println(met);
    kernel.close().join();
    System.exit(0);
  }

  private static int count(String text, String in) {
    return in.split(text, -1).length - 1;
  }

  private static void openAllThatAreLeft(List<FileInputStream> all) {
    try {
      while (true) {
        all.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException full) {
      // None is left.
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
