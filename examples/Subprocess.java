// The main task writes words to a child process, while another task reads its output. Then the same
// words go through a pipeline.
//   ./gonzo run examples/Subprocess.java [PROGRAM ARGUMENTS...]

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.process.*;
import dev.gonzo.stream.*;

List<String> words = List.of("to", "be", "or", "not", "to", "be");

void main(String... arguments) throws Exception {
  var command = arguments.length == 0 ? Command.of("sort") : command(arguments);
  run(() -> {
    ExitStatus status = timeoutAfter(ofSeconds(10), () -> talk(command));
    IO.println(command + " ended: " + status);
    var distinct = Command.of("sort", "-u").pipeTo(Command.of("wc", "-l"));
    try (var running = distinct.start()) {
      byte[] lines = String.join("\n", words).concat("\n").getBytes(UTF_8);
      IO.println(distinct + ": " + running.communicate(lines, 100).outputText().strip());
    }
  });
}

ExitStatus talk(Command command) throws IOException {
  // The process ends with this block at the latest, also by the timeout.
  try (var process = command.start();
      var group = TaskGroup.<Integer>open()) {
    Task<Integer> reader = group.spawn(() -> read(Input.of(process.output())));
    try (var input = Output.of(process.input())) {
      for (String word : words) {
        input.writeLine(word);
        input.flush();
        IO.println("wrote " + word);
        sleep(ofMillis(50)); // the reader runs in the meantime
      }
    } // the process gets the end of its input
    group.join();
    IO.println("the reader has read " + reader.join() + " lines");
    return process.await();
  }
}

int read(Input output) {
  int count = 0;
  for (String line : output.lines()) {
    IO.println("         read " + line);
    count++;
  }
  return count;
}

Command command(String... arguments) {
  return Command.of(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length));
}
