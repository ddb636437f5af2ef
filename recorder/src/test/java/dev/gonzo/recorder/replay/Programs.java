package dev.gonzo.recorder.replay;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.EntryPoint;
import dev.gonzo.Moment;
import dev.gonzo.OnCancel;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.Tcp;
import dev.gonzo.process.Command;
import dev.gonzo.process.ProcessOutput;
import dev.gonzo.queue.Queue;
import dev.gonzo.stream.Input;
import dev.gonzo.sync.Lock;
import dev.gonzo.trap.Redirection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** Programs that are recorded and replayed. Each returns what it has seen. */
final class Programs {
  private Programs() {}

  /** All of them, by name. Files are written into the directory. */
  static Map<String, AsyncCallable<String, Exception>> all(Path directory) {
    var all = new LinkedHashMap<String, AsyncCallable<String, Exception>>();
    all.put("echo", Programs::echo);
    all.put("clocks and sleeps", Programs::clocks);
    all.put("deadlines", Programs::deadlines);
    all.put("cancellations", Programs::cancellations);
    all.put("a lock", Programs::lock);
    all.put("work in threads", Programs::workInThreads);
    all.put("work in threads that share", Programs::sharingWork);
    all.put("work in threads that is cancelled", Programs::cancelledWork);
    all.put("a universal queue", Programs::universalQueue);
    all.put("blocking calls", Programs::blocking);
    all.put("an entry point", Programs::entryPoint);
    all.put("files", () -> files(directory));
    all.put("a process", Programs::process);
    all.put("a busy task", Programs::busy);
    return all;
  }

  private static String echo() throws Exception {
    var seen = new StringBuffer();
    try (var listener = Tcp.listen("127.0.0.1", 0)) {
      Task<?> server =
          spawn(() -> {
            for (int i = 0; i < 5; i++) {
              var connection = listener.accept();
              spawn(() -> {
                try (connection) {
                  for (String line : Input.of(connection).lines()) {
                    connection.writeAll(
                        (line + ThreadLocalRandom.current().nextInt(0, 1) + "\n").getBytes(UTF_8));
                  }
                }
              });
            }
          });
      var clients = new ArrayList<Task<?>>();
      for (int i = 0; i < 5; i++) {
        String name = "client " + i;
        clients.add(
            spawn(() -> {
              try (var socket = Tcp.connect("127.0.0.1", listener.localAddress().getPort())) {
                var input = Input.of(socket);
                for (int n = 0; n < 20; n++) {
                  socket.writeAll((name + " " + n + "\n").getBytes(UTF_8));
                  seen.append(input.readLine()).append('\n');
                }
                socket.shutdownOutput();
              }
            }));
      }
      clients.forEach(Task::join);
      server.join();
    }
    return seen.toString();
  }

  private static String clocks() throws Exception {
    var seen = new ArrayList<Object>();
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      tasks.add(
          spawn(() -> {
            for (int n = 0; n < 5; n++) {
              sleep(ofMillis((number * 7 + n * 3) % 5));
              seen.add(number + " at " + Moment.now().nanos());
            }
          }));
    }
    tasks.forEach(Task::join);
    return seen.toString();
  }

  private static String deadlines() throws Exception {
    var seen = new ArrayList<Object>();
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      tasks.add(
          spawn(() -> {
            try {
              timeoutAfter(
                  ofMillis(number % 4),
                  () -> {
                    sleep(ofMillis((number * 3) % 5));
                    seen.add(number + " in time");
                  });
            } catch (DeadlineExceededException late) {
              seen.add(number + " late at " + Moment.now().nanos());
            }
            boolean done = ignoreAfter(ofMillis(0), () -> yieldNow());
            seen.add(number + " " + done);
          }));
    }
    tasks.forEach(Task::join);
    return seen.toString();
  }

  private static String cancellations() throws Exception {
    var seen = new ArrayList<Object>();
    var sleeper =
        spawn(() -> {
          try {
            sleep(ofMillis(60_000));
          } catch (Cancelled cancelled) {
            seen.add("cancelled: " + cancelled.reason());
            sleep(ofMillis(1));
            seen.add("cleaned up");
            throw cancelled;
          }
        });
    yieldNow();
    sleeper.cancel();
    seen.add(sleeper.state());
    return seen.toString();
  }

  private static String lock() throws Exception {
    var lock = Lock.of();
    var order = new ArrayList<Object>();
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      tasks.add(
          spawn(() -> {
            for (int n = 0; n < 3; n++) {
              try (var _ = lock.acquire()) {
                order.add(number);
                sleep(ofMillis(number % 2));
              }
            }
          }));
    }
    tasks.forEach(Task::join);
    return order.toString();
  }

  private static String workInThreads() throws Exception {
    var seen = new ArrayList<Object>();
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 8; i++) {
      tasks.add(
          spawn(() -> {
            long drawn =
                runInThread(() -> {
                  Thread.sleep(ThreadLocalRandom.current().nextInt(5));
                  return ThreadLocalRandom.current().nextLong();
                });
            seen.add(drawn);
            try {
              runInThread(() -> {
                throw new IllegalStateException("drawn " + ThreadLocalRandom.current().nextInt());
              });
            } catch (IllegalStateException failure) {
              seen.add(failure.getMessage());
            }
          }));
    }
    tasks.forEach(Task::join);
    return seen.toString();
  }

  private static String sharingWork() throws Exception {
    List<Object> seen = new ArrayList<>();
    var tasks = new ArrayList<Task<?>>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      tasks.add(
          spawn(() -> {
            runInThread(() -> {
              Thread.sleep(number % 3);
              synchronized (seen) {
                seen.add(number);
              }
            });
          }));
      tasks.getLast().join();
    }
    return seen.toString();
  }

  /** Each way to cancel work that returns nothing, which is run again. */
  private static String cancelledWork() throws Exception {
    var seen = new ArrayList<Object>();
    for (OnCancel onCancel : OnCancel.values()) {
      var begun = new CountDownLatch(1);
      var going = new CountDownLatch(1);
      var interrupted = new AtomicBoolean();
      var worker =
          spawn(() ->
              runInThread(
                  () -> {
                    begun.countDown();
                    try {
                      going.await();
                    } catch (InterruptedException wanted) {
                      interrupted.set(true);
                      throw wanted;
                    }
                  },
                  onCancel));
      runInThread(() -> begun.await());
      boolean _ = worker.requestCancel("cancelled");
      yieldNow();
      seen.add(onCancel + " " + worker.state());
      if (onCancel != OnCancel.INTERRUPT) {
        going.countDown();
      }
      Outcome<?> _ = worker.awaitEnd();
      seen.add(worker.state());
      seen.add(interrupted.get());
      boolean inTime =
          ignoreAfter(ofMillis(2), () -> runInThread(() -> Thread.sleep(20), onCancel));
      seen.add(inTime);
    }
    return seen.toString();
  }

  private static String universalQueue() throws Exception {
    var queue = Queue.<Integer>universal(3);
    var seen = new ArrayList<Object>();
    var producer =
        spawn(() -> {
          runInThread(() -> {
            for (int i = 0; i < 50; i++) {
              queue.put(i);
              if (i % 7 == 0) {
                Thread.sleep(1);
              }
            }
          });
        });
    for (int i = 0; i < 50; i++) {
      seen.add(queue.get());
      seen.add(queue.size());
      if (i % 11 == 0) {
        sleep(ofMillis(1));
      }
    }
    producer.join();
    return seen.toString();
  }

  private static String blocking() throws Exception {
    var handOver = new LinkedBlockingQueue<Integer>();
    var seen = new ArrayList<Object>();
    var taker =
        spawn(() -> {
          for (int i = 0; i < 5; i++) {
            seen.add(handOver.take());
          }
        });
    var other =
        spawn(() -> {
          for (int i = 0; i < 5; i++) {
            Thread.sleep(i % 3);
            handOver.put(i);
            yieldNow();
          }
        });
    taker.join();
    other.join();
    return seen.toString();
  }

  private static String entryPoint() throws Exception {
    var seen = new ArrayList<Object>();
    try (var entry = EntryPoint.open()) {
      var caller =
          spawn(() -> {
            runInThread(() -> {
              for (int i = 0; i < 5; i++) {
                int number = i;
                entry.call(() -> {
                  sleep(ofMillis(1));
                  seen.add(number);
                });
              }
            });
          });
      caller.join();
    }
    return seen.toString();
  }

  private static String files(Path directory) throws Exception {
    Path file = directory.resolve("written");
    AsyncFiles.writeString(file, "one\ntwo\nthree\n");
    var seen = new StringBuilder(AsyncFiles.readString(file));
    seen.append(AsyncFiles.size(file));
    try {
      AsyncFiles.readString(directory.resolve("missing"));
    } catch (java.io.IOException missing) {
      seen.append(missing.getClass().getSimpleName());
    }
    AsyncFiles.delete(file);
    return seen.toString();
  }

  private static String process() throws Exception {
    try (var process =
        Command.of("sh", "-c", "echo $$; date +%N; exit 3")
            .withOutput(new Redirection.Pipe())
            .start()) {
      ProcessOutput output = process.communicate(new byte[0], 10_000);
      return output.outputText() + output.status();
    }
  }

  private static String busy() throws Exception {
    var seen = new ArrayList<Object>();
    var counting =
        spawn(() -> {
          for (int i = 0; i < 5; i++) {
            sleep(ofMillis(1));
            seen.add(Moment.now().nanos());
          }
        });
    long end = Moment.now().nanos() + 8_000_000;
    while (Moment.now().nanos() < end) {
      boolean _ = ignoreAfter(ofMillis(1), () -> dev.gonzo.Gonzo.checkpoint());
    }
    seen.add("done");
    counting.join();
    return seen.toString();
  }
}
