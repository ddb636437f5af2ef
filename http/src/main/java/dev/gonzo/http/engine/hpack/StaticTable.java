package dev.gonzo.http.engine.hpack;

import java.util.HashMap;
import java.util.Map;

/** The entries that both sides know from the start (RFC 7541, appendix A). */
final class StaticTable {
  private static final HpackField[] ENTRIES = {
    entry(":authority", ""),
    entry(":method", "GET"),
    entry(":method", "POST"),
    entry(":path", "/"),
    entry(":path", "/index.html"),
    entry(":scheme", "http"),
    entry(":scheme", "https"),
    entry(":status", "200"),
    entry(":status", "204"),
    entry(":status", "206"),
    entry(":status", "304"),
    entry(":status", "400"),
    entry(":status", "404"),
    entry(":status", "500"),
    entry("accept-charset", ""),
    entry("accept-encoding", "gzip, deflate"),
    entry("accept-language", ""),
    entry("accept-ranges", ""),
    entry("accept", ""),
    entry("access-control-allow-origin", ""),
    entry("age", ""),
    entry("allow", ""),
    entry("authorization", ""),
    entry("cache-control", ""),
    entry("content-disposition", ""),
    entry("content-encoding", ""),
    entry("content-language", ""),
    entry("content-length", ""),
    entry("content-location", ""),
    entry("content-range", ""),
    entry("content-type", ""),
    entry("cookie", ""),
    entry("date", ""),
    entry("etag", ""),
    entry("expect", ""),
    entry("expires", ""),
    entry("from", ""),
    entry("host", ""),
    entry("if-match", ""),
    entry("if-modified-since", ""),
    entry("if-none-match", ""),
    entry("if-range", ""),
    entry("if-unmodified-since", ""),
    entry("last-modified", ""),
    entry("link", ""),
    entry("location", ""),
    entry("max-forwards", ""),
    entry("proxy-authenticate", ""),
    entry("proxy-authorization", ""),
    entry("range", ""),
    entry("referer", ""),
    entry("refresh", ""),
    entry("retry-after", ""),
    entry("server", ""),
    entry("set-cookie", ""),
    entry("strict-transport-security", ""),
    entry("transfer-encoding", ""),
    entry("user-agent", ""),
    entry("vary", ""),
    entry("via", ""),
    entry("www-authenticate", ""),
  };

  static final int LENGTH = ENTRIES.length;

  private static final Map<HpackField, Integer> INDEX = new HashMap<>();
  private static final Map<String, Integer> NAME_INDEX = new HashMap<>();

  static {
    for (int i = 0; i < ENTRIES.length; i++) {
      INDEX.putIfAbsent(ENTRIES[i], i + 1);
      NAME_INDEX.putIfAbsent(ENTRIES[i].name(), i + 1);
    }
  }

  private StaticTable() {}

  private static HpackField entry(String name, String value) {
    return new HpackField(name, value);
  }

  /** {@return an entry, from 1} */
  static HpackField get(int index) {
    return ENTRIES[index - 1];
  }

  /** {@return the index of a field, or 0} */
  static int indexOf(HpackField field) {
    return INDEX.getOrDefault(field, 0);
  }

  /** {@return the first index of a name, or 0} */
  static int indexOfName(String name) {
    return NAME_INDEX.getOrDefault(name, 0);
  }
}
