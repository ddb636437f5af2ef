// The ladder, third rung: a few processes, each with the loop of the first rung. They share only the port. Needs Linux, which
// distributes the clients among them.
//   ./gonzo run examples/ladder/Echo3Processes.java [PORT]

import java.net.*;

static final int PROCESSES = 4;
static final String PORT_OF_WORKER = "ECHO_PORT";

void main(String[] arguments) throws Exception {
  String given = System.getenv(PORT_OF_WORKER);
  if (given != null) {
    work(Integer.parseInt(given));
    return;
  }
  var place = new Socket(); // holds the port, and takes no clients
  place.setOption(StandardSocketOptions.SO_REUSEPORT, true);
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  place.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  var workers = new ArrayList<Process>();
  for (int i = 0; i < PROCESSES; i++) {
    workers.add(startWorker(place.getLocalPort()));
  }
  for (Process worker : workers) {
    worker.inputReader().readLine(); // it listens
  }
  IO.println("listening on " + place.getLocalSocketAddress());
  for (Process worker : workers) {
    worker.waitFor();
  }
}

/** Starts this program once more. */
Process startWorker(int port) throws IOException {
  var self = ProcessHandle.current().info();
  var command = new ArrayList<>(List.of(self.command().orElseThrow()));
  command.addAll(List.of(self.arguments().orElseThrow()));
  var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  builder.environment().put(PORT_OF_WORKER, Integer.toString(port));
  return builder.start();
}

void work(int port) throws IOException {
  Thread.ofPlatform().daemon().start(this::endWithParent);
  try (var listener = new ServerSocket()) {
    listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    IO.println("ready");
    while (true) {
      try (var client = listener.accept()) {
        echo(client);
      } catch (IOException broken) {
        System.err.println("a connection ended: " + broken.getMessage());
      }
    }
  }
}

/** Ends this process with its parent, which it would otherwise outlive: the standard input ends when the parent does. */
void endWithParent() {
  try {
    System.in.read();
  } catch (IOException broken) {
    // ends as well
  }
  System.exit(0);
}

void echo(Socket client) throws IOException {
  var buffer = new byte[65536];
  for (int n; (n = client.getInputStream().read(buffer)) > 0; ) client.getOutputStream().write(buffer, 0, n);
}
