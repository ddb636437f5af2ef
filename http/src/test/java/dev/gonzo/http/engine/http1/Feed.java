package dev.gonzo.http.engine.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gonzo.http.engine.Engine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Gives bytes to an engine in one of the ways in which a network divides them. */
final class Feed {
  /** How bytes are divided: returns the size of the next piece. */
  interface Pieces {
    int next(int left);
  }

  private Feed() {}

  /** The ways that each scenario is run in: whole, byte by byte, and at random. */
  static List<Pieces> ways() {
    var ways = new ArrayList<Pieces>();
    ways.add(left -> left);
    ways.add(_ -> 1);
    ways.add(left -> Math.min(left, 7));
    for (int seed = 0; seed < 8; seed++) {
      var random = new Random(seed);
      ways.add(left -> 1 + random.nextInt(Math.min(left, 1 << random.nextInt(9))));
    }
    return ways;
  }

  static ByteBuffer bytes(String latin) {
    return ByteBuffer.wrap(latin.getBytes(ISO_8859_1));
  }

  /** Receives pieces until the engine leaves some, and returns the events as lines. */
  static <I> List<String> receive(Engine<I, ?> engine, ByteBuffer all, Pieces pieces) {
    var events = new ArrayList<String>();
    int arrived = all.position();
    while (arrived < all.limit()) {
      int size = pieces.next(all.limit() - arrived);
      arrived += size;
      ByteBuffer piece = piece(all, arrived);
      int before = piece.remaining();
      add(events, engine.receive(piece));
      all.position(all.position() + before - piece.remaining());
      if (piece.hasRemaining()) {
        break;
      }
    }
    return events;
  }

  /** Each other piece is no array, as from the memory of a network library. */
  private static ByteBuffer piece(ByteBuffer all, int end) {
    ByteBuffer piece = all.slice(all.position(), end - all.position());
    if (end % 2 == 0) {
      return piece;
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(piece.remaining()).put(piece);
    return direct.flip();
  }

  static void add(List<String> events, List<?> more) {
    for (Object each : more) {
      String line = line(each);
      boolean isMore =
          line.startsWith("data ") && !events.isEmpty() && events.getLast().startsWith("data ");
      if (isMore) {
        events.add(events.removeLast() + line.substring("data ".length()));
      } else {
        events.add(line);
      }
    }
  }

  static String line(Object event) {
    return switch (event) {
      case RequestHead head ->
          "%s %s %s%s"
              .formatted(head.method(), head.target(), head.version(), fields(head.headers()));
      case ResponseHead head ->
          "%s %d %s%s"
              .formatted(
                  head.version(), head.status(), head.reason().strip(), fields(head.headers()));
      case Data data -> "data " + ISO_8859_1.decode(data.bytes().duplicate());
      case EndOfMessage end -> "end" + fields(end.trailers());
      case Violation violation -> "violation " + violation.status() + " " + violation.section();
      case ConnectionEnd _ -> "connection end";
      case Upgraded _ -> "upgraded";
      default -> throw new AssertionError(event);
    };
  }

  private static String fields(Iterable<?> fields) {
    var out = new StringBuilder();
    fields.forEach(each -> out.append(" | ").append(each));
    return out.toString();
  }

  /** What an engine has to send, all of it, and some bytes at a time. */
  static String sent(Engine<?, ?> engine) {
    var out = new StringBuilder();
    for (ByteBuffer next; (next = engine.bytesToSend()).hasRemaining(); ) {
      int size = Math.min(next.remaining(), 1 + out.length() % 700);
      out.append(ISO_8859_1.decode(next.slice(next.position(), size)));
      next.position(next.position() + size);
    }
    return out.toString();
  }
}
