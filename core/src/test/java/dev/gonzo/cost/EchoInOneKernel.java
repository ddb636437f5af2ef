package dev.gonzo.cost;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import com.sun.management.ThreadMXBean;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An echo server and its clients in one kernel, so that which tasks are ready at the same time
 * depends on no other process, and what they cost can be counted.
 *
 * <p>Prints lines of a name and a number.
 */
final class EchoInOneKernel {
  static final int CONNECTIONS = 100;
  private static final int SIZE = 1000;
  private static final int MOST_ROUNDS = 100;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private EchoInOneKernel() {}

  /** Runs some rounds, each of as many messages as there are connections in each direction. */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.getInteger("rounds");
    run(() -> {
      var servers = new ArrayList<Task<?>>();
      var clients = new ArrayList<Socket>();
      try (var listener = Tcp.listen("127.0.0.1", 0)) {
        for (int i = 0; i < CONNECTIONS; i++) {
          clients.add(Tcp.connect("127.0.0.1", listener.localAddress().getPort()));
          Socket server = listener.accept();
          servers.add(spawn(() -> echo(server)));
        }
      }
      if (Boolean.getBoolean("allocation")) {
        print("bytes per turn", leastPerTurn());
        print("bytes per message", leastPerMessage(clients, rounds));
      }
      long before = switches(servers);
      talk(clients, rounds);
      print("messages", 2L * rounds * CONNECTIONS);
      print("server turns", switches(servers) - before);
      for (Socket client : clients) {
        client.close();
      }
    });
  }

  private static void print(String name, long count) {
    IO.println(name + " " + count);
  }

  private static void echo(Socket client) throws IOException {
    var buffer = new byte[SIZE * 2];
    for (int count = client.read(buffer); count > 0; count = client.read(buffer)) {
      client.writeAll(buffer, 0, count);
    }
    client.close();
  }

  private static void talk(List<Socket> clients, int rounds) throws Exception {
    try (var group = TaskGroup.<Void>open()) {
      for (Socket client : clients) {
        group.spawn(() -> {
          var message = new byte[SIZE];
          var echo = new byte[SIZE * 2]; // a full buffer would not show that nothing is left
          for (int round = 0; round < rounds; round++) {
            client.writeAll(message);
            for (int at = 0; at < SIZE; ) {
              at += client.read(echo, at, echo.length - at);
            }
          }
          return null;
        });
      }
      group.join();
    }
  }

  private static long switches(List<Task<?>> tasks) {
    return tasks.stream().mapToLong(Task::switches).sum();
  }

  /** What a message allocates, once the JVM has compiled all that is used. */
  private static long leastPerMessage(List<Socket> clients, int rounds) throws Exception {
    long kernel = kernelThread();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && least > Budget.BYTES_PER_MESSAGE; i++) {
      long before = THREADS.getThreadAllocatedBytes(kernel);
      talk(clients, rounds);
      long bytes = THREADS.getThreadAllocatedBytes(kernel) - before;
      least = Math.min(least, bytes / (2L * rounds * CONNECTIONS));
    }
    return least;
  }

  /** What a turn allocates, once the JVM has compiled all that is used. */
  private static long leastPerTurn() {
    int turns = 20_000;
    long kernel = kernelThread();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && least > 0; i++) {
      long before = THREADS.getThreadAllocatedBytes(kernel);
      for (int turn = 0; turn < turns; turn++) {
        yieldNow();
      }
      least = Math.min(least, (THREADS.getThreadAllocatedBytes(kernel) - before) / turns);
    }
    return least;
  }

  private static long kernelThread() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread.getThreadName().startsWith("gonzo-kernel-"))
        .findFirst()
        .orElseThrow()
        .getThreadId();
  }
}
