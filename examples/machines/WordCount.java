// Counts the words of a text on three nodes. The first node cuts the text into parts and has them
// counted by any node; when a node is lost, its parts are counted by another one.
//   ./gonzo run --nodes 3 examples/machines/WordCount.java [FILE]
//   ./gonzo run --nodes 3 examples/machines/WordCount.java --lose node2 [FILE]
// In the second run, node2 ends at its third part, as if it had crashed; the result is the same.

import static dev.gonzo.Gonzo.*;

import dev.gonzo.*;
import dev.gonzo.cluster.*;
import dev.gonzo.file.AsyncFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.*;

static final String SELF = System.getProperty("gonzo.node", "node1");
static final int NODES = System.getProperty("gonzo.members", "").split(",").length;
static final int LINES_OF_A_PART = 20;
static final int AT_ONCE = 6;

/** How often each word is in a part. */
record Counts(Map<String, Integer> words) {}

// What nodes call on each other: only the name and the argument cross the network.
static final Remote<String, Counts> COUNT =
    Remote.of("count/1", String.class, Counts.class, part -> count(part));

static String loses = "";
static int parts;

static Counts count(String part) {
  if (++parts == 3 && loses.equals(SELF)) {
    IO.println("ends without a word");
    Runtime.getRuntime().halt(1);
  }
  sleep(Duration.ofMillis(20)); // a part of a real size takes its time
  var words = new TreeMap<String, Integer>();
  for (String word : part.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
    if (!word.isEmpty()) words.merge(word, 1, Integer::sum);
  }
  return new Counts(words);
}

void main(String[] arguments) throws IOException {
  var rest = new ArrayDeque<>(List.of(arguments));
  if ("--lose".equals(rest.peek())) {
    rest.remove();
    loses = rest.remove();
  }
  run(() -> {
    String text = rest.isEmpty() ? built() : read(Path.of(rest.remove()));
    var options = ClusterOptions.ofProperties().serving(COUNT);
    try (var cluster = Cluster.join("words", options);
        var changes = cluster.changes()) {
      if (SELF.equals("node1")) {
        var _ = cluster.awaitNodes(NODES);
        print(total(cluster, text));
      } else {
        // The others serve until the first has left.
        for (NodeChange change : changes) {
          if (change instanceof NodeChange.Left(Node node) && node.name().equals("node1")) break;
        }
        IO.println("has counted " + parts + " parts");
      }
    }
  });
}

static Map<String, Integer> total(Cluster cluster, String text) {
  var total = new TreeMap<String, Integer>();
  try (var group = TaskGroup.<Counts>open(GroupPolicy.all(), AT_ONCE)) {
    for (String part : parts(text)) {
      // Counting twice does no harm, so a call that is lost is repeated on another node.
      group.spawn(() -> cluster.callAny(COUNT.repeatable(), part));
    }
    group.join();
    for (Counts counts : group.results()) {
      counts.words().forEach((word, count) -> total.merge(word, count, Integer::sum));
    }
  }
  return total;
}

static List<String> parts(String text) {
  List<String> lines = text.lines().toList();
  var parts = new ArrayList<String>();
  for (int from = 0; from < lines.size(); from += LINES_OF_A_PART) {
    int to = Math.min(from + LINES_OF_A_PART, lines.size());
    parts.add(String.join("\n", lines.subList(from, to)));
  }
  return parts;
}

static void print(Map<String, Integer> total) {
  IO.println(total.values().stream().mapToInt(Integer::intValue).sum() + " words");
  total.entrySet().stream()
      .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
      .limit(5)
      .forEach(entry -> IO.println("  " + entry.getKey() + " " + entry.getValue()));
}

static String read(Path file) throws IOException {
  return new String(AsyncFiles.readAllBytes(file), StandardCharsets.UTF_8);
}

/** A text without a file. */
static String built() {
  return "to be or not to be\nthat is the question\n".repeat(500);
}
