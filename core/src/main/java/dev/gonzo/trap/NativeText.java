package dev.gonzo.trap;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Strings that keep every byte of the operating system's text. To the system, arguments, variables,
 * file names and Unix addresses are bytes, and need not be valid in any encoding.
 *
 * <p>A byte that is not valid text, {@code 80} to {@code FF}, becomes one character from {@code
 * U+DC80} to {@code U+DCFF}, which never occurs alone in a valid string. (Python's PEP 383 defines
 * the same scheme.) All other text is in the encoding of the JVM's locale, or in UTF-8 where that
 * is plain ASCII, as under {@code LC_ALL=C}. So {@code encode(decode(bytes))} is {@code bytes}, for
 * any bytes.
 *
 * <pre>{@code
 * Command.of("wc", NativeText.of(path))              // whatever bytes the name has
 * Command.of("printf", "%s", "caf\udce9")            // the byte E9
 * }</pre>
 *
 * <p>All conversions of strings for C go through this class. It may be used on any thread.
 */
public final class NativeText {
  // The encoding in which the JDK reads and writes file names.
  private static final Charset JDKS =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  private static final Charset CHARSET = charset();
  private static final char FIRST_ESCAPE = '\udc80';
  private static final char LAST_ESCAPE = '\udcff';
  private static final int ESCAPES = 0xdc00;
  private static final char UNKNOWN = '\ufffd';

  private NativeText() {}

  private static Charset charset() {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return StandardCharsets.UTF_8; // names are UTF-16 there, and the JDK passes them on unchanged
    }
    return JDKS.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : JDKS;
  }

  /**
   * Returns the string for some bytes.
   *
   * @param bytes the system's bytes
   * @return the string, which {@link #encode} turns into the same bytes
   */
  public static String decode(byte[] bytes) {
    String whole = strictly(bytes);
    if (whole != null) {
      return whole;
    }
    var text = new StringBuilder(bytes.length);
    CharsetDecoder decoder = CHARSET.newDecoder();
    decoder.onMalformedInput(CodingErrorAction.REPORT);
    decoder.onUnmappableCharacter(CodingErrorAction.REPORT);
    var source = ByteBuffer.wrap(bytes);
    var target = CharBuffer.allocate(bytes.length + 1);
    while (source.hasRemaining()) {
      decoder.reset();
      target.clear();
      boolean stuck = decoder.decode(source, target, true).isError();
      text.append(target.flip());
      if (stuck) {
        text.append((char) (ESCAPES + Byte.toUnsignedInt(source.get())));
      }
    }
    String escaped = text.toString();
    return Arrays.equals(bytes, encodeOrNull(escaped)) ? escaped : byteByByte(bytes);
  }

  private static @Nullable String strictly(byte[] bytes) {
    String text = new String(bytes, CHARSET);
    return text.indexOf(UNKNOWN) < 0 && Arrays.equals(bytes, text.getBytes(CHARSET)) ? text : null;
  }

  private static byte @Nullable [] encodeOrNull(String text) {
    try {
      return encode(text);
    } catch (IllegalArgumentException noText) {
      return null;
    }
  }

  /** For encodings in which several byte sequences map to one character. */
  private static String byteByByte(byte[] bytes) {
    var text = new StringBuilder(bytes.length);
    for (byte one : bytes) {
      text.append((char) (one < 0 ? ESCAPES + Byte.toUnsignedInt(one) : one));
    }
    return text.toString();
  }

  /**
   * Returns the bytes of a string.
   *
   * @param text may contain the character 0
   * @return its bytes, without a 0 at the end
   * @throws IllegalArgumentException if a character has no bytes: half of a surrogate pair, or one
   *     that the encoding of the JVM's locale does not have
   */
  public static byte[] encode(String text) {
    var bytes = new ByteArrayOutputStream(text.length() + text.length() / 2);
    int begin = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean escape = i < text.length() && isEscape(text, i);
      if (escape || i == text.length()) {
        bytes.writeBytes(encodePlain(text, begin, i));
        begin = i + 1;
        if (escape) {
          bytes.write(text.charAt(i) - ESCAPES);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isEscape(String text, int index) {
    char character = text.charAt(index);
    return character >= FIRST_ESCAPE
        && character <= LAST_ESCAPE
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  private static byte[] encodePlain(String text, int begin, int end) {
    try {
      ByteBuffer encoded = CHARSET.newEncoder().encode(CharBuffer.wrap(text, begin, end));
      var bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException noSuchCharacter) {
      throw new IllegalArgumentException(
          "'%s' %s".formatted(visible(text), whyNoBytes(text.substring(begin, end))),
          noSuchCharacter);
    }
  }

  private static String whyNoBytes(String text) {
    // As a code point, a whole pair is above them.
    boolean half = text.codePoints().anyMatch(NativeText::isSurrogate);
    return half
        ? "contains half a surrogate pair, which no encoding can represent"
        : "has a character that cannot be written in %s, the encoding of this locale: start the"
                .formatted(CHARSET)
            + " program with LC_ALL=C.UTF-8";
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /**
   * Refuses a string that would not reach C unchanged: cut off at a 0, or with a character
   * replaced.
   *
   * @param what how the message names it: {@code "an argument"}
   * @param text the string
   * @return the string
   * @throws IllegalArgumentException if it contains the character 0, or {@link #encode} refuses it
   */
  public static String check(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "%s contains the character 0, which would end it: '%s'".formatted(what, visible(text)));
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        byte[] _ = encode(text);
        break;
      }
    }
    return text;
  }

  /**
   * Returns the string for a path's bytes; {@code toString()} loses bytes that are not valid text.
   * May access the file system if there are such bytes.
   *
   * @param path a path of the default file system
   * @return its text
   * @throws IllegalArgumentException if it belongs to another file system, such as a zip file
   */
  public static String of(Path path) {
    requireDefault(path);
    String text = path.toString();
    if (isExact(text)) {
      return text;
    }
    byte[] all = bytesOfUri(path.toUri());
    if (all.length > 1 && all[all.length - 1] == '/') {
      all = Arrays.copyOf(all, all.length - 1); // a directory's URI ends with a slash
    }
    if (path.isAbsolute()) {
      return decode(all);
    }
    byte[] here = encode(of(Path.of("").toAbsolutePath()));
    return decode(Arrays.copyOfRange(all, here.length == 1 ? 1 : here.length + 1, all.length));
  }

  /**
   * Returns the path of a text, byte for byte, also where {@code Path.of} refuses a character.
   *
   * @param text a path, as {@link #of} returns it
   * @return the path
   * @throws IllegalArgumentException if it cannot be one
   */
  public static Path path(String text) {
    if (isExact(text)) {
      return Path.of(text);
    }
    var uri = new StringBuilder("file://").append(text.startsWith("/") ? "" : "/");
    for (byte one : encode(check("a path", text))) {
      uri.append(one == '/' ? "/" : String.format(Locale.ROOT, "%%%02x", Byte.toUnsignedInt(one)));
    }
    Path path = Path.of(URI.create(uri.toString()));
    return text.startsWith("/") ? path : path.subpath(0, path.getNameCount());
  }

  /** Whether a JDK path encodes the string to the bytes that {@link #encode} returns. */
  private static boolean isExact(String text) {
    return text.indexOf(UNKNOWN) < 0 && text.equals(new String(text.getBytes(JDKS), JDKS));
  }

  private static byte[] bytesOfUri(URI uri) {
    String raw = uri.getRawPath();
    var bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char character = raw.charAt(i);
      if (character == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(character);
      }
    }
    return bytes.toByteArray();
  }

  static Path requireDefault(Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException(
          path + " is in " + path.getFileSystem() + ", and the system cannot reach into that");
    }
    return path;
  }

  private static String visible(String text) {
    return text.replace('\0', '\u2400');
  }
}
