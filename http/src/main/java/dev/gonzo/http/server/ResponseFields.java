package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The fields that each response has, in any version of HTTP. */
final class ResponseFields {
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private ResponseFields() {}

  /** Adds the length and the date, unless the handler has. */
  @Async(Suspension.NEVER)
  static Headers of(int status, Headers headers, OptionalLong length, DateField date) {
    List<Header> all = new ArrayList<>(headers.size() + 2);
    boolean hasDate = false;
    boolean hasLength = false;
    for (Header header : headers) {
      hasDate |= header.name().equals("date");
      hasLength |= header.name().equals("content-length");
      all.add(header);
    }
    // The length of a representation that is not sent says nothing if it is 0.
    boolean isLengthless =
        status == NO_CONTENT || (status == NOT_MODIFIED && length.orElse(0) == 0);
    if (length.isPresent() && !hasLength && !isLengthless) {
      all.add(new Header("content-length", Long.toString(length.getAsLong())));
    }
    if (!hasDate) {
      all.add(date.now());
    }
    return Headers.of(all);
  }
}
