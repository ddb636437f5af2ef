import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.net.*;
import dev.gonzo.stream.*;

/*
 * The heap of a server for each idle connection: opens many, has one request answered on each, and compares what is live in the server's
 * JVM before and after that.
 *
 *   ./gonzo run examples/FileServer.java 8080 . &
 *   ./gonzo run docs/measure/IdleConnections.java 8080 10000 PID
 *
 * PID is that of the server, which runs for the same user; "jcmd" of the JDK asks it, and has it collect its garbage. With 10,000
 * connections both sides need "ulimit -n 20000".
 */

void main(String... arguments) throws Exception {
  if (arguments.length < 3) {
    IO.println("usage: IdleConnections.java PORT CONNECTIONS PID");
    return;
  }
  int port = Integer.parseInt(arguments[0]);
  int many = Integer.parseInt(arguments[1]);
  String pid = arguments[2];
  run(() -> {
    open(port); // loads the server's classes
    long before = live(pid);
    var connections = new ArrayList<Socket>();
    for (int i = 0; i < many; i++) connections.add(open(port));
    long after = live(pid);
    IO.println("%,d connections: %,d bytes each".formatted(many, (after - before) / many));
    connections.forEach(Socket::close);
  });
}

/** Opens a connection and has a request answered on it. */
Socket open(int port) throws IOException {
  Socket socket = Tcp.connect("127.0.0.1", port);
  socket.writeAll("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(US_ASCII));
  var input = Input.of(socket);
  int length = 0;
  for (String line; !(line = timeoutAfter(ofSeconds(30), input::readLine)).isEmpty(); ) {
    if (line.startsWith("content-length:")) length = Integer.parseInt(line.substring(15).strip());
  }
  input.readExactly(length);
  return socket;
}

/** The bytes of live objects in another JVM. */
long live(String pid) throws Exception {
  var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
  String printed =
      runInThread(() -> {
        var process = new ProcessBuilder(jcmd, pid, "GC.class_histogram").start();
        return new String(process.getInputStream().readAllBytes(), US_ASCII);
      });
  for (String line : printed.lines().toList()) {
    if (line.startsWith("Total")) return Long.parseLong(line.strip().split(" +")[2]);
  }
  throw new IOException("no total in: " + printed);
}
