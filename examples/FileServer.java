// Serves the files below a directory over HTTP. A slow disk or client does not hold up other
// clients.
//   ./gonzo run examples/FileServer.java DIRECTORY [PORT]
//   curl http://localhost:8080/README.md

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;

import dev.gonzo.file.*;
import dev.gonzo.net.*;
import dev.gonzo.stream.*;

void main(String[] arguments) throws Exception {
  if (arguments.length == 0) {
    IO.println("usage: FileServer.java DIRECTORY [PORT]");
    return;
  }
  Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
  int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8080;
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", port)) {
      IO.println("listening on " + listener.localAddress());
      listener.serve(client -> answer(client, root));
    }
  });
}

void answer(Socket client, Path root) throws IOException {
  respond(client, root);
  // Closing with unread bytes would reset the connection, and the client could lose the response.
  client.shutdownOutput();
  var unread = new byte[8192];
  ignoreAfter(
      ofSeconds(5),
      () -> {
        while (client.read(unread) >= 0) {}
      });
}

void respond(Socket client, Path root) throws IOException {
  var input = Input.of(client).withLimit(8192); // no line of a request is longer
  var request = ignoreAfter(ofSeconds(30), () -> readRequest(input)).orElse("");
  var output = Output.of(client);
  String[] words = request.split(" ");
  if (words.length < 2 || !words[0].equals("GET")) {
    refuse(output, "405 Method Not Allowed", "Only GET, please.");
    return;
  }
  try {
    Path file = root.resolve("." + URI.create(words[1]).getPath()).normalize();
    if (!file.startsWith(root)) throw new NoSuchFileException(words[1]); // ../../etc/passwd
    if (isDirectory(file, root)) list(file, output);
    else send(root, root.relativize(file), client, output);
  } catch (FileSystemException | IllegalArgumentException nothing) {
    refuse(output, "404 Not Found", "There is no such file.");
  }
}

/** Reads the first line of a request, and skips the headers. */
String readRequest(Input input) throws IOException {
  String request = input.readLine();
  int headers = 0;
  for (String line = request; line != null && !line.isEmpty(); line = input.readLine()) {
    if (++headers > 100) throw new IOException("more than 100 headers");
  }
  return request == null ? "" : request;
}

/** Follows no links on the way to the file, because they could lead anywhere. */
boolean isDirectory(Path path, Path root) {
  while (!path.equals(root) && AsyncFiles.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
    path = path.getParent();
  return path.equals(root);
}

/** Opens only a regular file below the root, even if links on the way lead elsewhere. */
void send(Path root, Path path, Socket client, Output output) throws IOException {
  try (var file = AsyncFile.openBeneath(root, path)) {
    long size = file.size();
    begin(output, "200 OK", size);
    output.flush();
    client.sendFile(file, 0, size);
  }
}

void list(Path directory, Output output) throws IOException {
  var names = new StringBuilder();
  try (var entries = Directories.list(directory).stream()) {
    entries.limit(1000).forEach(entry -> names.append(entry.getFileName()).append('\n'));
  }
  byte[] text = names.toString().getBytes(UTF_8);
  begin(output, "200 OK", text.length);
  output.writeAll(text);
  output.flush();
}

void refuse(Output output, String status, String reason) throws IOException {
  byte[] text = (reason + "\n").getBytes(UTF_8);
  begin(output, status, text.length);
  output.writeAll(text);
  output.flush();
}

void begin(Output output, String status, long length) throws IOException {
  output.writeString("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
  output.writeString("Content-Length: " + length + "\r\n\r\n");
}
