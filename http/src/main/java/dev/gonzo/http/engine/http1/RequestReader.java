package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads heads of requests. */
final class RequestReader {
  private final LineReader lines;
  private final FieldsReader fields;
  private final Http1Limits limits;
  private int blankLines;
  private @Nullable String method;
  private @Nullable String target;
  private Version version = Version.HTTP_1_1;

  RequestReader(LineReader lines, FieldsReader fields, Http1Limits limits) {
    this.lines = lines;
    this.fields = fields;
    this.limits = limits;
  }

  /** Returns whether a part of a head was read. */
  boolean hasBegun() {
    return method != null || lines.hasPart();
  }

  @Nullable RequestHead read(ByteBuffer bytes) {
    while (method == null) {
      switch (lines.read(bytes, limits.requestLine())) {
        case INCOMPLETE -> {
          return null;
        }
        case TOO_LONG ->
            throw new ViolationException(414, "the first line is too long", "limit requestLine");
        case COMPLETE -> firstLine();
      }
    }
    if (!fields.read(bytes, "limit headBytes") || target == null) {
      return null;
    }
    var head = new RequestHead(method, target, version, fields.take());
    method = null;
    blankLines = 0;
    return head;
  }

  private void firstLine() {
    byte[] array = lines.array();
    int start = lines.start();
    int end = lines.end();
    if (start == end) {
      if (++blankLines > limits.blankLines()) {
        throw bad("there are too many empty lines before a request", "limit blankLines");
      }
      return;
    }
    int behindMethod = indexOf(array, start, end);
    int behindTarget = indexOf(array, Math.min(end, behindMethod + 1), end);
    String name = Methods.of(array, start, behindMethod);
    String found = lines.text(Math.min(end, behindMethod + 1), behindTarget);
    if (name == null || behindTarget == end || !Syntax.isTarget(found)) {
      throw bad("the first line is not a method, a target and a version", "RFC 9112, 3");
    }
    version = FirstLines.version(array, behindTarget + 1, end);
    target = found;
    method = name;
    fields.begin(limits.headBytes());
  }

  private static int indexOf(byte[] array, int from, int end) {
    int at = from;
    while (at < end && array[at] != ' ') {
      at++;
    }
    return at;
  }
}
