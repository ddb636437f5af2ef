// Sends lines to an echo server, checks that each comes back, and shows how long that took.
//   ./gonzo run examples/EchoClient.java [HOST PORT [LINE...]]

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Moment;
import dev.gonzo.net.*;

void main(String[] arguments) throws Exception {
  String host = arguments.length > 1 ? arguments[0] : "127.0.0.1";
  int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 25000;
  List<String> lines =
      arguments.length > 2
          ? List.of(arguments).subList(2, arguments.length)
          : List.of("Hello", "again");
  run(() -> {
    try (Socket server = Tcp.connect(host, port)) {
      for (String line : lines) {
        Moment began = Moment.now();
        server.writeAll((line + "\n").getBytes(UTF_8));
        String reply = receiveLine(server);
        if (!reply.equals(line)) throw new IOException("sent '" + line + "', got '" + reply + "'");
        IO.println(reply + "  (" + Moment.now().since(began).toMillis() + " ms)");
      }
    }
  });
}

String receiveLine(Socket socket) throws IOException {
  var line = new ByteArrayOutputStream();
  var one = new byte[1];
  while (socket.read(one) > 0 && one[0] != '\n') line.write(one[0]);
  return line.toString(UTF_8);
}
