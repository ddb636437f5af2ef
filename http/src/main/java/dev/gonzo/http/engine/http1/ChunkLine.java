package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

import dev.gonzo.http.engine.HeaderSyntax;

/** The line before a chunk: its size, and extensions, which are checked and ignored. */
final class ChunkLine {
  /** The digits of a size; leading zeros included, so that no one can hide anything in them. */
  static final int DIGITS = 15;

  private final byte[] array;
  private final int end;
  private int at;

  private ChunkLine(byte[] array, int start, int end) {
    this.array = array;
    this.end = end;
    at = start;
  }

  static long size(byte[] array, int start, int end) {
    long size = 0;
    int at = start;
    while (at < end) {
      int digit = Character.digit(array[at], 16);
      if (digit < 0) {
        break;
      }
      if (at - start == DIGITS) {
        throw bad("the size of a chunk has too many digits", "RFC 9112, 7.1");
      }
      size = 16 * size + digit;
      at++;
    }
    if (at == start) {
      throw bad("a chunk does not begin with its size", "RFC 9112, 7.1");
    }
    if (at < end) {
      new ChunkLine(array, at, end).extensions();
    }
    return size;
  }

  private void extensions() {
    do {
      skipSpaces();
      expect(';');
      skipSpaces();
      token();
      int behind = at;
      skipSpaces();
      if (at < end && array[at] == '=') {
        at++;
        skipSpaces();
        value();
      } else {
        at = behind;
      }
    } while (at < end);
  }

  private void value() {
    if (at == end || array[at] != '"') {
      token();
      return;
    }
    at++;
    while (at < end && array[at] != '"') {
      if (array[at] == '\\') {
        at++;
      }
      if (at == end || array[at] == 0x7F) {
        throw refused();
      }
      at++;
    }
    if (at == end) {
      throw refused();
    }
    at++;
  }

  private void token() {
    int from = at;
    while (at < end && HeaderSyntax.isTokenCharacter(array[at])) {
      at++;
    }
    if (at == from) {
      throw refused();
    }
  }

  private void expect(char c) {
    if (at == end || array[at] != c) {
      throw refused();
    }
    at++;
  }

  private void skipSpaces() {
    while (at < end && (array[at] == ' ' || array[at] == '\t')) {
      at++;
    }
  }

  private static ViolationException refused() {
    return bad("what follows the size of a chunk is no extension", "RFC 9112, 7.1.1");
  }
}
