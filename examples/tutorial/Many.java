import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;

void main() {
  IO.println(run(() -> lengths(List.of("one", "three", "eleven"))));
  try {
    run(() -> lengths(List.of("one", "", "eleven")));
  } catch (TaskFailedException failed) {
    IO.println("failed: " + failed.getCause().getMessage());
  }
}

List<Integer> lengths(List<String> words) {
  try (var group = TaskGroup.<Integer>open()) {
    for (String word : words) {
      group.spawn(() -> length(word));
    }
    group.join();
    return group.results();
  }
}

int length(String word) {
  sleep(ofMillis(10));
  if (word.isEmpty()) throw new IllegalArgumentException("an empty word");
  return word.length();
}
