// One task produces, another one consumes. They are in a group, so if one fails, the other one is
// cancelled.
//   ./gonzo run examples/ProducerConsumer.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.queue.Queue;

void main() {
  run(() -> {
    var queue = Queue.<Integer>bounded(2);
    try (var group = TaskGroup.<Void>open()) {
      group.spawn(() -> produce(queue));
      group.spawn(() -> consume(queue));
      group.join();
    }
  });
}

void produce(Queue<Integer> queue) {
  for (int i = 1; i <= 5; i++) {
    queue.put(i); // waits while two items wait to be consumed
    IO.println("produced " + i);
  }
  queue.close();
}

void consume(Queue<Integer> queue) {
  for (int item :
      queue) { // each step may suspend; the loop ends when the queue is closed and empty
    sleep(ofMillis(20));
    IO.println("         consumed " + item);
  }
}
