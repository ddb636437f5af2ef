package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.HeaderSyntax;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes names of fields from bytes. Those that are in most requests need no new strings. */
final class HeaderNames {
  /** The lower case of each byte that can be in a token, and 0 for the others. */
  private static final byte[] LOWER = new byte[256];

  private static final @Nullable String[] KNOWN = new String[1024];

  static {
    for (int i = 0; i < 128; i++) {
      if (HeaderSyntax.isTokenCharacter(i)) {
        LOWER[i] = (byte) Character.toLowerCase(i);
      }
    }
    String known =
        """
        accept accept-charset accept-encoding accept-language accept-ranges age allow authorization
        cache-control connection content-disposition content-encoding content-language content-length
        content-location content-range content-type cookie date etag expect expires forwarded from host
        if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified
        link location max-forwards origin pragma priority proxy-authenticate proxy-authorization
        proxy-connection range referer retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform
        sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-websocket-accept
        sec-websocket-extensions sec-websocket-key sec-websocket-protocol sec-websocket-version server
        set-cookie strict-transport-security te trailer transfer-encoding upgrade
        upgrade-insecure-requests user-agent vary via warning www-authenticate x-forwarded-for
        x-forwarded-host x-forwarded-proto x-real-ip x-request-id
        """;
    for (String name : known.strip().toLowerCase(Locale.ROOT).split("\\s+", -1)) {
      KNOWN[slot(name.hashCode())] = name;
    }
  }

  private HeaderNames() {}

  private static int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (KNOWN.length - 1);
  }

  /** Returns the name in lower case; null if it is no token. */
  static @Nullable String of(byte[] array, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      byte lower = LOWER[array[i] & 0xFF];
      if (lower == 0) {
        return null;
      }
      // The same as String's, so that the table can be filled by it.
      hash = 31 * hash + lower;
    }
    String known = KNOWN[slot(hash)];
    if (known != null && isSame(known, array, start, end)) {
      return known;
    }
    if (start == end) {
      return null;
    }
    byte[] name = new byte[end - start];
    for (int i = 0; i < name.length; i++) {
      name[i] = LOWER[array[start + i] & 0xFF];
    }
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSame(String known, byte[] array, int start, int end) {
    if (known.length() != end - start) {
      return false;
    }
    for (int i = 0; i < known.length(); i++) {
      if (known.charAt(i) != LOWER[array[start + i] & 0xFF]) {
        return false;
      }
    }
    return true;
  }
}
