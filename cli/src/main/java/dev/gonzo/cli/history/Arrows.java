package dev.gonzo.cli.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds where each packet was sent, and where it arrived or was lost. */
final class Arrows {
  private static final Pattern SENDS = Pattern.compile("sends packet (\\d+) to (.*?): .*");
  private static final Pattern ENDS = Pattern.compile("(gets|loses) packet (\\d+) .*");
  private static final Pattern OF_FAULT = Pattern.compile(".*, packet (\\d+)");

  /** The faults after which a packet does not arrive; after others, such as a delay, it does. */
  private static final List<String> LOSSES =
      List.of(
          "network: packet lost,",
          "network: packet cut off,",
          "network: packet refused,",
          "network: connection reset,");

  private final Drawing drawing;
  private final ToIntFunction<String> host;
  private final Map<Long, Sent> sent = new HashMap<>();

  private record Sent(int event, int host) {}

  Arrows(Drawing drawing, ToIntFunction<String> host) {
    this.drawing = drawing;
    this.host = host;
  }

  /** Notes an event that is none of a task. */
  void add(TraceEvent event, int index) {
    if (event.isOfPacket()) {
      Matcher sends = SENDS.matcher(event.text());
      if (sends.matches()) {
        int to = host.applyAsInt(sends.group(2));
        sent.put(Long.valueOf(sends.group(1)), new Sent(index, to));
        return;
      }
      Matcher ends = ENDS.matcher(event.text());
      if (ends.matches()) {
        draw(Long.parseLong(ends.group(2)), index, ends.group(1).equals("gets"));
      }
    } else if (event.isFault() && LOSSES.stream().anyMatch(event.text()::startsWith)) {
      Matcher loss = OF_FAULT.matcher(event.text());
      if (loss.matches()) {
        draw(Long.parseLong(loss.group(1)), index, false);
      }
    }
  }

  private void draw(long packet, int index, boolean arrives) {
    Sent from = sent.get(packet);
    if (from != null) {
      drawing.arrows.add(from.event, index, from.host, arrives ? 1 : 0);
    }
  }
}
