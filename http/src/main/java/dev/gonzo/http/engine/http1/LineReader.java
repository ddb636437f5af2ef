package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines, which end with CR LF and have no other control characters than tabs. A line that
 * arrives whole in an array is not copied.
 */
final class LineReader {
  enum Result {
    INCOMPLETE,
    COMPLETE,
    TOO_LONG
  }

  private static final byte[] NOTHING = {};
  private static final int WINDOW = 256;

  private byte[] carried = NOTHING;
  private int carriedLength;
  private boolean isAfterReturn;
  private byte[] window = NOTHING;

  /** The line, without its end: valid until the next read. */
  private byte[] array = NOTHING;

  private int start;
  private int end;

  byte[] array() {
    return array;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  boolean isEmpty() {
    return start == end;
  }

  String text(int from, int to) {
    return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Returns whether a line has begun, and not with its end. */
  boolean hasPart() {
    return carriedLength > 0;
  }

  /** Gives back the memory of lines that arrived in pieces. */
  void release() {
    carried = NOTHING;
    window = NOTHING;
    array = NOTHING;
    start = 0;
    end = 0;
  }

  Result read(ByteBuffer bytes, int limit) {
    while (bytes.hasRemaining()) {
      Result result = readPiece(bytes, limit);
      if (result != Result.INCOMPLETE) {
        return result;
      }
    }
    return Result.INCOMPLETE;
  }

  private Result readPiece(ByteBuffer bytes, int limit) {
    int position = bytes.position();
    int available = bytes.remaining();
    byte[] source;
    int from;
    if (bytes.hasArray()) {
      source = bytes.array();
      from = bytes.arrayOffset() + position;
    } else {
      available = Math.min(available, WINDOW);
      if (window.length == 0) {
        window = new byte[WINDOW];
      }
      source = window;
      bytes.get(position, source, 0, available);
      from = 0;
    }
    if (isAfterReturn) {
      requireLineFeed(source[from]);
      bytes.position(position + 1);
      isAfterReturn = false;
      return completeCarried();
    }
    int stop = from + Math.min(available, limit - carriedLength);
    int at = from;
    while (at < stop && isPart(source[at])) {
      at++;
    }
    int length = at - from;
    if (length == available) {
      carry(source, from, length);
      bytes.position(position + length);
      return Result.INCOMPLETE;
    }
    byte next = source[at];
    if (next != '\r') {
      requireNoControl(next);
      return Result.TOO_LONG;
    }
    if (length + 1 == available) {
      carry(source, from, length);
      isAfterReturn = true;
      bytes.position(position + length + 1);
      return Result.INCOMPLETE;
    }
    requireLineFeed(source[at + 1]);
    bytes.position(position + length + 2);
    if (carriedLength > 0) {
      carry(source, from, length);
      return completeCarried();
    }
    array = source;
    start = from;
    end = at;
    return Result.COMPLETE;
  }

  private Result completeCarried() {
    array = carried;
    start = 0;
    end = carriedLength;
    carriedLength = 0;
    return Result.COMPLETE;
  }

  private void carry(byte[] source, int from, int length) {
    int needed = carriedLength + length;
    if (needed > carried.length) {
      carried = Arrays.copyOf(carried, Math.max(needed, Math.max(128, carried.length * 2)));
    }
    System.arraycopy(source, from, carried, carriedLength, length);
    carriedLength = needed;
  }

  private static boolean isPart(byte each) {
    return each >= ' ' || each < 0 || each == '\t';
  }

  private static void requireLineFeed(byte next) {
    if (next != '\n') {
      throw bad("a carriage return is not followed by a line feed", "RFC 9112, 2.2");
    }
  }

  private static void requireNoControl(byte next) {
    if (next == '\n') {
      throw bad("a line ends with a line feed alone", "RFC 9112, 2.2");
    }
    if (!isPart(next)) {
      throw bad("a line has a control character", "RFC 9110, 5.5");
    }
  }
}
