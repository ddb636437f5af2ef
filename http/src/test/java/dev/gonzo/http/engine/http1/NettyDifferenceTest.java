package dev.gonzo.http.engine.http1;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.http.engine.Headers;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Both parsers see the same bytes. What the engine accepts, Netty reads in the same way. What the
 * engine refuses, Netty may accept for a reason that is listed here.
 */
class NettyDifferenceTest {
  /** By the section of the violation: what Netty 4.2 accepts there, which the engine does not. */
  private static final Map<String, String> STRICTER =
      Map.ofEntries(
          entry("400 RFC 9110, 4.2", "an absolute target without a host, or with user information"),
          entry(
              "RFC 9110, 5.5",
              "control characters in lines, and statuses of two digits behind them"),
          entry("400 RFC 9110, 7.2", "a field host with any text"),
          entry(
              "RFC 9112, 2.2",
              "the rest of a line behind the size of a chunk, with line feeds alone"),
          entry("400 RFC 9112, 2.3", "a version with something before or behind it"),
          entry(
              "400 RFC 9112, 3",
              "more than one space in the first line, and targets with any text"),
          entry(
              "400 RFC 9112, 3.2", "no host, several, and targets that are none of the four forms"),
          entry("400 RFC 9112, 3.2.2", "a host that contradicts the target"),
          entry("400 RFC 9112, 3.2.4", "the target * with any method"),
          entry("502 RFC 9112, 4", "statuses that do not have three digits"),
          entry("RFC 9112, 5", "fields without a colon"),
          entry("RFC 9112, 5.1", "spaces within names of trailers and of fields"),
          entry("RFC 9112, 5.2", "fields on several lines, which it joins"),
          entry(
              "RFC 9112, 6.1",
              "unknown codings before chunked, which it leaves to the application"),
          entry("RFC 9112, 6.3", "codings other than chunked, as if there were no body"),
          entry("RFC 9112, 7.1", "spaces before the size of a chunk, and signs"),
          entry("RFC 9112, 7.1.1", "anything behind the size of a chunk"),
          entry("RFC 9110, 6.5.1", "trailers that are none, which it leaves out"),
          entry("RFC 9110, 2.5", "versions other than 1.0 and 1.1"),
          // The only one that Netty refuses: RFC 9110, 5.6.4, allows it.
          entry("only the engine accepts: data", "\\ and a byte above 127 in a quoted extension"));

  private final Map<String, String> seen = new TreeMap<>();
  private final Set<String> used = new HashSet<>();

  @Test
  void some_messages_are_read_as_netty_reads_them() {
    requests(0, 3_000);
    responses(0, 3_000);
    assertThat(seen).isEmpty();
  }

  @Tag("long")
  @Test
  void many_messages_are_read_as_netty_reads_them() {
    requests(0, 300_000);
    responses(0, 300_000);
    assertThat(seen).isEmpty();
    assertThat(used).as("differences that occur").containsAll(STRICTER.keySet());
  }

  private void requests(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      String bytes = new MessageGenerator(seed).requests();
      compare(bytes, ours(bytes, seed), NettyOracle.events(new HttpRequestDecoder(), bytes));
    }
  }

  private void responses(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      String bytes = new MessageGenerator(seed).response();
      var client = new Http1Client(Http1Limits.defaults());
      client.send(RequestHead.of("GET", "/", Headers.of("host", "a")));
      client.send(EndOfMessage.plain());
      List<String> ours = Feed.receive(client, Feed.bytes(bytes), left -> left);
      Feed.add(ours, client.receiveEnd());
      compare(bytes, ours, NettyOracle.events(new HttpResponseDecoder(), bytes));
    }
  }

  private static List<String> ours(String bytes, int seed) {
    var server = new Http1Server(Http1Limits.defaults());
    var all = Feed.bytes(bytes);
    var events = new ArrayList<String>();
    Feed.Pieces pieces = Feed.ways().get(seed % Feed.ways().size());
    while (true) {
      List<String> more = Feed.receive(server, all, pieces);
      events.addAll(more);
      if (server.isClosed() || more.isEmpty() || !more.getLast().startsWith("end")) {
        break;
      }
      server.send(ResponseHead.of(404));
      server.send(EndOfMessage.plain());
    }
    Feed.add(events, server.receiveEnd());
    return events.isEmpty() ? List.of("connection end") : events;
  }

  private void compare(String bytes, List<String> ours, List<String> theirs) {
    boolean isCut = isCut(ours.getLast());
    boolean isAll = isCut || ours.getLast().equals("connection end");
    List<String> mine = isAll ? ours.subList(0, ours.size() - 1) : ours;
    String difference = null;
    for (int i = 0; i < mine.size() && difference == null; i++) {
      String next = i + 1 < mine.size() ? mine.get(i + 1) : "";
      difference = difference(mine.get(i), next, i < theirs.size() ? theirs.get(i) : "nothing");
    }
    if (difference == null
        && isAll
        && theirs.size() > mine.size()
        && !theirs.get(mine.size()).equals("violation")) {
      difference = "Netty goes on";
    }
    if (difference != null && !difference.isEmpty() && !isListed(difference)) {
      seen.putIfAbsent(difference, bytes + "\n ours " + ours + "\n theirs " + theirs);
    }
  }

  private boolean isListed(String difference) {
    String listed = STRICTER.containsKey(difference) ? difference : difference.substring(4);
    used.add(listed);
    return STRICTER.containsKey(listed);
  }

  private static boolean isCut(String event) {
    return event.startsWith("violation ") && event.endsWith(" RFC 9112, 8");
  }

  /** Returns how the engine and Netty differ; null if they do not, empty if both refuse. */
  private static @Nullable String difference(String mine, String next, String other) {
    if (mine.equals(other)) {
      return null;
    }
    if (mine.startsWith("violation ")) {
      return other.equals("violation") || other.equals("nothing")
          ? ""
          : mine.substring("violation ".length());
    }
    // Netty gives data as they come, and so may give more before it refuses.
    if (mine.startsWith("data ") && next.startsWith("violation ") && other.startsWith(mine)) {
      return next.substring("violation ".length());
    }
    return "only the engine accepts: " + mine.split(" ")[0];
  }
}
