package dev.gonzo.http.engine.http1;

import static dev.gonzo.http.engine.http1.ViolationException.bad;

/** The parts of first lines that requests and responses have in common. */
final class FirstLines {
  private FirstLines() {}

  /** Reads a version; one that is well-formed and unknown is refused with 505. */
  static Version version(byte[] array, int start, int end) {
    boolean isVersion =
        end - start == 8
            && array[start] == 'H'
            && array[start + 1] == 'T'
            && array[start + 2] == 'T'
            && array[start + 3] == 'P'
            && array[start + 4] == '/'
            && isDigit(array[start + 5])
            && array[start + 6] == '.'
            && isDigit(array[start + 7]);
    if (!isVersion) {
      throw bad("the version is not HTTP/, a digit, a dot and a digit", "RFC 9112, 2.3");
    }
    if (array[start + 5] == '1' && array[start + 7] == '1') {
      return Version.HTTP_1_1;
    }
    if (array[start + 5] == '1' && array[start + 7] == '0') {
      return Version.HTTP_1_0;
    }
    throw new ViolationException(505, "the version is not HTTP/1.1 or HTTP/1.0", "RFC 9110, 2.5");
  }

  static boolean isDigit(byte each) {
    return each >= '0' && each <= '9';
  }
}
