package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/** Reads fields until the empty line behind them: those of a head, and trailers. */
final class FieldsReader {
  private final LineReader lines;
  private final Http1Limits limits;
  private final ArrayList<Header> fields = new ArrayList<>();
  private int bytesLeft;

  FieldsReader(LineReader lines, Http1Limits limits) {
    this.lines = lines;
    this.limits = limits;
  }

  void begin(int mostBytes) {
    fields.clear();
    bytesLeft = mostBytes;
  }

  /** Returns whether all fields are there. */
  boolean read(ByteBuffer bytes, String limit) {
    while (true) {
      switch (lines.read(bytes, Math.min(limits.headerLine(), bytesLeft))) {
        case INCOMPLETE -> {
          return false;
        }
        case TOO_LONG ->
            throw new ViolationException(
                431,
                bytesLeft < limits.headerLine()
                    ? "the header fields have more than their bytes"
                    : "a header field is too long",
                bytesLeft < limits.headerLine() ? limit : "limit headerLine");
        case COMPLETE -> {
          if (lines.isEmpty()) {
            return true;
          }
          add();
        }
      }
    }
  }

  Headers take() {
    Headers headers = Headers.of(fields);
    fields.clear();
    return headers;
  }

  private void add() {
    byte[] array = lines.array();
    int start = lines.start();
    int end = lines.end();
    // Its line end counts, so that many short fields are not free.
    bytesLeft = Math.max(0, bytesLeft - (end - start) - 2);
    if (fields.size() == limits.headers()) {
      throw new ViolationException(431, "there are too many header fields", "limit headers");
    }
    if (array[start] == ' ' || array[start] == '\t') {
      throw bad("a line of the header begins with a space", "RFC 9112, 5.2");
    }
    int colon = start;
    while (colon < end && array[colon] != ':') {
      colon++;
    }
    if (colon == end) {
      throw bad("a header field has no colon", "RFC 9112, 5");
    }
    String name = HeaderNames.of(array, start, colon);
    if (name == null) {
      throw bad(
          "the name of a header field is no token, or a space is before its colon",
          "RFC 9112, 5.1");
    }
    int from = colon + 1;
    while (from < end && isSpace(array[from])) {
      from++;
    }
    int to = end;
    while (to > from && isSpace(array[to - 1])) {
      to--;
    }
    for (int i = from; i < to; i++) {
      if (array[i] == 0x7F) {
        throw bad("the value of a header field has a control character", "RFC 9110, 5.5");
      }
    }
    fields.add(new Header(name, lines.text(from, to)));
  }

  private static boolean isSpace(byte each) {
    return each == ' ' || each == '\t';
  }
}
