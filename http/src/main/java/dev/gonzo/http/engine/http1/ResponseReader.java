package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads heads of responses. */
final class ResponseReader {
  private final LineReader lines;
  private final FieldsReader fields;
  private final Http1Limits limits;
  private boolean isBehindFirstLine;
  private int status;
  private String reason = "";
  private Version version = Version.HTTP_1_1;

  ResponseReader(LineReader lines, FieldsReader fields, Http1Limits limits) {
    this.lines = lines;
    this.fields = fields;
    this.limits = limits;
  }

  /** Returns whether a part of a head was read. */
  boolean hasBegun() {
    return isBehindFirstLine || lines.hasPart();
  }

  @Nullable ResponseHead read(ByteBuffer bytes) {
    if (!isBehindFirstLine) {
      switch (lines.read(bytes, limits.requestLine())) {
        case INCOMPLETE -> {
          return null;
        }
        case TOO_LONG -> throw bad("the first line is too long", "limit requestLine");
        case COMPLETE -> firstLine();
      }
    }
    if (!fields.read(bytes, "limit headBytes")) {
      return null;
    }
    isBehindFirstLine = false;
    return new ResponseHead(status, reason, version, fields.take());
  }

  private void firstLine() {
    byte[] array = lines.array();
    int start = lines.start();
    int end = lines.end();
    // Many servers leave out the space before an empty phrase, which is not ambiguous.
    boolean isStatus =
        end - start >= 12
            && array[start + 8] == ' '
            && array[start + 9] != '0'
            && FirstLines.isDigit(array[start + 9])
            && FirstLines.isDigit(array[start + 10])
            && FirstLines.isDigit(array[start + 11])
            && (end - start == 12 || array[start + 12] == ' ');
    if (!isStatus) {
      throw bad("the first line is not a version, a status and a phrase", "RFC 9112, 4");
    }
    version = FirstLines.version(array, start, start + 8);
    status =
        100 * (array[start + 9] - '0') + 10 * (array[start + 10] - '0') + array[start + 11] - '0';
    String phrase = ReasonPhrases.of(status);
    reason =
        end - start <= 13
            ? ""
            : isSame(phrase, start + 13, end) ? phrase : lines.text(start + 13, end);
    if (!Syntax.isPhrase(reason)) {
      throw bad("the reason phrase has a control character", "RFC 9112, 4");
    }
    isBehindFirstLine = true;
    fields.begin(limits.headBytes());
  }

  private boolean isSame(String phrase, int from, int to) {
    if (phrase.length() != to - from) {
      return false;
    }
    for (int i = 0; i < phrase.length(); i++) {
      if (phrase.charAt(i) != lines.array()[from + i]) {
        return false;
      }
    }
    return true;
  }
}
