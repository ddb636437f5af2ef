import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/*
 * A flame graph (Brendan Gregg's form) of a JFR recording with CPU-time samples, as one SVG file.
 *
 *   GONZO_JAVA_OPTS='-XX:StartFlightRecording:jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle=1ms,filename=echo.jfr' \
 *       ./gonzo run examples/EchoServer.java          # under load; end it with Ctrl-C
 *   ./gonzo run docs/measure/FlameGraph.java echo.jfr echo.svg [THREAD]
 *
 * THREAD: only samples of threads whose names begin so, such as gonzo-kernel. Linux and JDK 25 (JEP 509). A frame is as wide as its
 * share of the samples; what is narrower than a thousandth is left out.
 */

private static final int WIDTH = 1200;
private static final int ROW = 17;
private static final double LEAST = 0.001;

void main(String... arguments) throws IOException {
  if (arguments.length < 2) {
    IO.println("two arguments are missing: the recording, and the file to write");
    return;
  }
  var root = new Node();
  String thread = arguments.length > 2 ? arguments[2] : "";
  for (var event : RecordingFile.readAllEvents(Path.of(arguments[0]))) {
    if (event.getEventType().getName().equals("jdk.CPUTimeSample")
        && event.getStackTrace() != null
        && event.getThread("eventThread") != null
        && String.valueOf(event.getThread("eventThread").getJavaName()).startsWith(thread)) {
      root.add(names(event.getStackTrace().getFrames()).reversed());
    }
  }
  Files.writeString(Path.of(arguments[1]), svg(root));
  IO.println(root.samples + " samples");
}

private static List<String> names(List<RecordedFrame> frames) {
  var names = new ArrayList<String>();
  for (var frame : frames) {
    var method = frame.getMethod();
    String type = method.getType().getName();
    names.add(type.substring(type.lastIndexOf('.') + 1) + "." + method.getName());
  }
  return names;
}

private static final class Node {
  final Map<String, Node> below = new TreeMap<>();
  long samples;

  void add(List<String> stack) {
    samples++;
    if (!stack.isEmpty()) {
      below.computeIfAbsent(stack.getFirst(), _ -> new Node()).add(stack.subList(1, stack.size()));
    }
  }

  int depth(double least) {
    return samples < least
        ? 0
        : 1 + below.values().stream().mapToInt(one -> one.depth(least)).max().orElse(0);
  }
}

private static String svg(Node root) {
  int height = root.depth(root.samples * LEAST) * ROW + ROW;
  var svg = new StringBuilder();
  svg.append(
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="11">
      <rect width="100%%" height="100%%" fill="white"/>
      """
          .formatted(WIDTH, height));
  draw(svg, "all", root, 0, WIDTH, height - ROW, root.samples);
  return svg.append("</svg>\n").toString();
}

private static void draw(StringBuilder svg, String name, Node node, double x, double width, int y, long all) {
  if (node.samples < all * LEAST) {
    return;
  }
  int hue = 10 + Math.floorMod(name.substring(0, name.indexOf('.') + 1).hashCode(), 45);
  int letters = (int) (width / 6.7);
  svg.append(
      "<g><title>%s: %d samples, %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"hsl(%d,85%%,68%%)\" stroke=\"white\"/>"
          .formatted(escaped(name), node.samples, 100.0 * node.samples / all, x, y, width, ROW, hue));
  if (letters > 2) {
    String text = name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
    svg.append("<text x=\"%.1f\" y=\"%d\">%s</text>".formatted(x + 2, y + 12, escaped(text)));
  }
  svg.append("</g>\n");
  double at = x;
  for (var one : node.below.entrySet()) {
    double share = width * one.getValue().samples / node.samples;
    draw(svg, one.getKey(), one.getValue(), at, share, y - ROW, all);
    at += share;
  }
}

private static String escaped(String text) {
  return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
}
