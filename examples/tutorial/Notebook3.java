import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.file.*;
import dev.gonzo.net.*;
import dev.gonzo.stream.*;

final int LONGEST_LINE = 1_000;
final List<String> notes = new ArrayList<>();

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  Path file = Path.of(arguments.length > 1 ? arguments[1] : "notes.txt");
  var options = ListenOptions.defaults().withConnectionLimit(100).withGrace(ofSeconds(10));
  run(() -> {
    if (AsyncFiles.exists(file)) notes.addAll(AsyncFiles.readAllLines(file));
    try (Listener listener = Tcp.listen("127.0.0.1", port, options)) {
      IO.println("listening on " + listener.localAddress());
      listener.serve(this::converse);
    } finally {
      withoutCancellation(() -> save(file));
    }
  });
}

void save(Path file) throws IOException {
  AsyncFiles.replace(file, (String.join("\n", notes) + "\n").getBytes(UTF_8));
  IO.println("saved " + notes.size());
}

void converse(Socket client) throws IOException {
  var input = Input.of(client).withLimit(LONGEST_LINE);
  var output = Output.of(client);
  try {
    while (idle(() -> timeoutAfter(ofSeconds(30), input::readLine)) instanceof String line) {
      answer(line, output);
      output.flush();
    }
  } catch (LimitExceededException tooLong) {
    output.writeLine("a line has at most " + LONGEST_LINE + " bytes");
    output.flush();
  } catch (DeadlineExceededException silent) {
    output.writeLine("goodbye");
    output.flush();
  }
}

void answer(String line, Output output) throws IOException {
  if (line.startsWith("add ")) {
    notes.add(line.substring(4));
    output.writeLine("note " + notes.size());
  } else if (line.equals("list")) {
    for (String note : List.copyOf(notes)) output.writeLine(note);
    output.writeLine(".");
  } else {
    output.writeLine("say 'add TEXT' or 'list'");
  }
}
