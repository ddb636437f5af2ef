// An echo server on several kernels, one for each core. They share only the port, whose connections
// the operating system distributes, and report the number of connections to the first one by a
// queue.
//   ./gonzo run examples/EchoPerCore.java [KERNELS [PORT]]

import static dev.gonzo.Gonzo.*;

import dev.gonzo.kernel.*;
import dev.gonzo.net.*;
import dev.gonzo.queue.Queue;

/** A message from one kernel to another: an immutable value, because kernels share nothing else. */
record Served(int kernel, int connections) {}

final Queue<Served> news = Queue.universal(1000);
final Queue<Integer> ports = Queue.universal(1000);

void main(String[] arguments) {
  int kernels =
      arguments.length > 0
          ? Integer.parseInt(arguments[0])
          : Runtime.getRuntime().availableProcessors();
  int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 25000;
  Kernels.perCore(kernels, kernel -> serve(kernel, kernels, port));
}

void serve(int kernel, int kernels, int wanted) throws IOException {
  // With port 0 the system chooses one, which all kernels use.
  int port = kernel == 0 ? wanted : ports.get();
  var options = ListenOptions.defaults().withReusePort();
  try (Listener listener = Tcp.listen("127.0.0.1", port, options)) {
    if (kernel == 0) {
      for (int other = 1; other < kernels; other++) ports.put(listener.localAddress().getPort());
      spawnDaemon("news", this::tellNews);
    }
    IO.println("kernel " + kernel + " is listening on " + listener.localAddress());
    int[] connections = {0}; // this kernel's own: its tasks run one at a time
    listener.serve(client -> {
      echo(client);
      news.put(new Served(kernel, ++connections[0]));
    });
  }
}

void echo(Socket client) throws IOException {
  var buffer = new byte[65536];
  for (int n; (n = client.read(buffer)) > 0; ) client.writeAll(buffer, 0, n);
}

void tellNews() {
  for (Served served : news) {
    IO.println("kernel " + served.kernel() + " has served " + served.connections());
  }
}
