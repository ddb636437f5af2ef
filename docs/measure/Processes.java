import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/*
 * Short processes in a row: what is left of them, and what one costs. On Linux.
 *
 *   ./gonzo run [--kernel NAME] docs/measure/Processes.java [COUNT]
 *
 * Descriptors, children (zombies too) and resident memory before, and after each fifth.
 */

void main(String... arguments) throws IOException {
  int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
  run(() -> {
    IO.println("kernel " + Kernels.of().name() + ", " + count + " of true");
    some(100); // what is made by the first ones alone
    report(0, 0);
    for (int fifth = 1; fifth <= 5; fifth++) {
      long begin = System.nanoTime();
      some(count / 5);
      report(fifth * (count / 5), (System.nanoTime() - begin) / (count / 5));
    }
  });
}

private void some(int count) throws IOException {
  for (int i = 0; i < count; i++) {
    try (var process = Command.of("true").start()) {
      if (!process.await().isSuccess()) {
        throw new AssertionError("true was false");
      }
    }
  }
}

private void report(int done, long nanosEach) throws IOException {
  sleep(ofMillis(100)); // the nio kernel's threads close what is left
  long descriptors;
  try (var all = Files.list(Path.of("/proc/self/fd"))) {
    descriptors = all.count();
  }
  long children = ProcessHandle.current().children().count();
  String memory =
      Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .findFirst()
          .orElse("");
  IO.println(
      "%6d done, %d descriptors, %d children, %s, %d us each"
          .formatted(done, descriptors, children, memory.replaceAll("\\s+", " "), nanosEach / 1_000));
}
