import static dev.gonzo.Gonzo.*;

import dev.gonzo.net.*;
import dev.gonzo.stream.*;

final List<String> notes = new ArrayList<>();

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", port)) {
      IO.println("listening on " + listener.localAddress());
      listener.serve(this::converse);
    }
  });
}

void converse(Socket client) throws IOException {
  var output = Output.of(client);
  for (String line : Input.of(client).lines()) {
    answer(line, output);
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
