/** Starts processes one after the other with the JDK, and waits for each: {@code go COUNT}. */
void main() throws Exception {
  IO.println("ready");
  for (String line; (line = IO.readln()) != null; ) {
    int count = Integer.parseInt(line.split(" ")[1]);
    long began = System.nanoTime();
    Thread.ofVirtual().start(() -> start(count)).join();
    IO.println("{\"operations\":%d,\"nanos\":%d}".formatted(count, System.nanoTime() - began));
  }
}

void start(int count) {
  try {
    for (int i = 0; i < count; i++) {
      if (new ProcessBuilder("true").start().waitFor() != 0) {
        throw new IllegalStateException("true was false");
      }
    }
  } catch (IOException | InterruptedException failure) {
    throw new IllegalStateException(failure);
  }
}
