package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The segments of a path, each decoded on its own: an encoded slash does not divide a segment, and
 * encoded dots are dots.
 */
final class PathSegments {
  private PathSegments() {}

  /** Returns the path of a target, without the query. */
  static String pathOf(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /**
   * Divides a path. The last segment is empty if the path ends with a slash.
   *
   * @param path the path as it was sent, beginning with a slash
   * @throws StatusException 400 if a segment is {@code .} or {@code ..}, contains NUL, or is not
   *     encoded correctly
   */
  static List<String> decoded(String path) throws StatusException {
    var segments = new ArrayList<String>(8);
    for (int from = 1; from <= path.length(); ) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      segments.add(segment(path.substring(from, to)));
      from = to + 1;
      if (slash >= 0 && from == path.length()) {
        segments.add("");
        break;
      }
    }
    return segments;
  }

  private static String segment(String raw) throws StatusException {
    String decoded = raw.indexOf('%') < 0 ? raw : decode(raw);
    // A client resolves dots before it asks. One that does not is about to leave a directory.
    if (decoded.equals(".") || decoded.equals("..")) {
      throw new StatusException(400, "a path cannot have . or .. as a segment");
    }
    if (decoded.indexOf('\0') >= 0) {
      throw new StatusException(400, "a path cannot contain NUL");
    }
    return decoded;
  }

  private static String decode(String raw) throws StatusException {
    byte[] bytes = raw.getBytes(UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        int high = i + 1 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new StatusException(400, "a percent sign in a path needs two hexadecimal digits");
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[length++] = bytes[i];
      }
    }
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new StatusException(400, "a path must be UTF-8");
    }
  }

  /**
   * Encodes segments, so that decoding the result gives them again.
   *
   * @return a path that begins with a slash
   */
  static String encoded(List<String> segments) {
    return segments.stream().map(PathSegments::encode).collect(Collectors.joining("/", "/", ""));
  }

  /** Encodes a segment. Letters, digits, and what has no meaning in a path stay. */
  static String encode(String segment) {
    var out = new StringBuilder(segment.length());
    for (byte b : segment.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean stays =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~!$'()*,=:@".indexOf(c) >= 0;
      if (stays) {
        out.append(c);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return out.toString();
  }
}
