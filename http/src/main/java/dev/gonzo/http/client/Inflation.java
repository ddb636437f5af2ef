package dev.gonzo.http.client;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the codings gzip (RFC 1952), also of several members, and deflate (RFC 1950, and the
 * raw form that some servers send), without reading. The native memory is given back at the end, or
 * by {@link #close}.
 */
final class Inflation {
  private enum Part {
    HEADER,
    DATA,
    TRAILER,
    END
  }

  private static final int TRAILER_BYTES = 8;

  private final boolean isGzip;
  private final GzipHeader header = new GzipHeader();
  private final CRC32 check = new CRC32();
  private @Nullable Inflater inflater;
  private Part part = Part.HEADER;
  private byte[] input = {};
  private int at;
  private int end;
  private long trailer;
  private int trailerBytes;
  private long size;
  private int first = -1;

  Inflation(boolean isGzip) {
    this.isGzip = isGzip;
  }

  /** Takes more input, which is used until {@link #inflate} returns 0. */
  void give(byte[] bytes, int count) {
    input = bytes;
    at = 0;
    end = count;
  }

  /** Returns how many bytes were decompressed; 0 if there must be more input. */
  int inflate(byte[] buffer, int offset, int count) throws ContentCodingException {
    while (true) {
      switch (part) {
        case HEADER -> {
          if (!(isGzip ? readGzipHeader() : readZlibHeader())) {
            return 0;
          }
        }
        case DATA -> {
          int more = data(buffer, offset, count);
          if (more > 0 || part == Part.DATA) {
            return more;
          }
        }
        case TRAILER -> {
          if (!readTrailer()) {
            return 0;
          }
        }
        case END -> {
          if (at < end) {
            throw new ContentCodingException("bytes follow the compressed body");
          }
          return 0;
        }
      }
    }
  }

  private boolean readGzipHeader() throws ContentCodingException {
    while (at < end) {
      if (header.take(input[at++] & 0xFF)) {
        begin(true);
        return true;
      }
    }
    return false;
  }

  /** Looks at two bytes, which are the header of zlib, or belong to data without one. */
  private boolean readZlibHeader() {
    while (at < end) {
      int next = input[at++] & 0xFF;
      if (first < 0) {
        first = next;
        continue;
      }
      boolean isZlib = (first & 0x0F) == 8 && ((first << 8) | next) % 31 == 0;
      begin(!isZlib);
      open().setInput(new byte[] {(byte) first, (byte) next});
      return true;
    }
    return false;
  }

  private void begin(boolean isRaw) {
    if (inflater == null) {
      inflater = new Inflater(isRaw);
    } else {
      inflater.reset();
    }
    check.reset();
    size = 0;
    part = Part.DATA;
  }

  private Inflater open() {
    if (inflater == null) {
      throw new IllegalStateException("the body is closed");
    }
    return inflater;
  }

  private int data(byte[] buffer, int offset, int count) throws ContentCodingException {
    Inflater now = open();
    try {
      while (true) {
        int more = now.inflate(buffer, offset, count);
        if (now.finished()) {
          at = end - now.getRemaining();
          part = isGzip ? Part.TRAILER : Part.END;
        }
        if (more > 0) {
          check.update(buffer, offset, more);
          size += more;
        }
        if (more > 0 || now.finished() || at == end) {
          return more;
        }
        if (now.needsDictionary()) {
          throw new ContentCodingException("the compressed body needs a dictionary");
        }
        now.setInput(input, at, end - at);
        at = end;
      }
    } catch (DataFormatException damaged) {
      throw damaged(damaged.getMessage());
    }
  }

  private boolean readTrailer() throws ContentCodingException {
    while (at < end && trailerBytes < TRAILER_BYTES) {
      trailer |= (input[at++] & 0xFFL) << (8 * trailerBytes++);
    }
    if (trailerBytes < TRAILER_BYTES) {
      return false;
    }
    if ((trailer & 0xFFFF_FFFFL) != check.getValue()) {
      throw damaged("its checksum is wrong");
    }
    if (trailer >>> 32 != (size & 0xFFFF_FFFFL)) {
      throw damaged("its length is wrong");
    }
    trailer = 0;
    trailerBytes = 0;
    header.restart();
    part = Part.HEADER;
    return true;
  }

  private static ContentCodingException damaged(@Nullable String how) {
    return new ContentCodingException(
        "the compressed body of the response is damaged" + (how == null ? "" : ": " + how));
  }

  /** Throws if the input has ended in the middle. An empty body needs no header. */
  void requireEnd() throws ContentCodingException {
    boolean isBetween =
        part == Part.END || (part == Part.HEADER && (isGzip ? header.isAtStart() : first < 0));
    if (!isBetween) {
      throw new ContentCodingException("the compressed body of the response is cut short");
    }
  }

  void close() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
