package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import org.jspecify.annotations.Nullable;

/** The fields of a head that the connection depends on, found in one pass. */
final class HeadFields {
  private int hosts;
  private @Nullable String host;
  private int lengths;
  private @Nullable String length;
  private @Nullable String codings;
  private boolean isUpgrade;
  private boolean isUpgradeOption;
  private boolean isClose;
  private boolean isKeepAlive;

  static HeadFields of(Headers headers) {
    var fields = new HeadFields();
    for (Header header : headers) {
      fields.see(header.name(), header.value());
    }
    return fields;
  }

  private void see(String name, String value) {
    switch (name) {
      case "host" -> {
        hosts++;
        host = value;
      }
      case "content-length" -> {
        lengths++;
        length = value;
      }
      case "transfer-encoding" -> codings = codings == null ? value : codings + "," + value;
      case "upgrade" -> isUpgrade = true;
      case "connection" -> options(value);
      default -> {
        // The others are the application's.
      }
    }
  }

  private void options(String value) {
    int from = 0;
    while (from <= value.length()) {
      int comma = value.indexOf(',', from);
      int to = comma < 0 ? value.length() : comma;
      String option = from == 0 && comma < 0 ? value : value.substring(from, to).strip();
      isClose |= option.equalsIgnoreCase("close");
      isKeepAlive |= option.equalsIgnoreCase("keep-alive");
      isUpgradeOption |= option.equalsIgnoreCase("upgrade");
      from = to + 1;
    }
  }

  int hosts() {
    return hosts;
  }

  @Nullable String host() {
    return host;
  }

  boolean hasLength() {
    return lengths > 0;
  }

  boolean hasCodings() {
    return codings != null;
  }

  /** Returns the length of the body; -1 if it is no number, or too large, or there are several. */
  long length() {
    if (lengths != 1 || length == null || length.isEmpty() || length.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length.length(); i++) {
      char c = length.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + c - '0';
    }
    return number;
  }

  boolean isChunked() {
    return "chunked".equalsIgnoreCase(codings);
  }

  /** Returns whether the codings are valid, although no engine here can decode them. */
  boolean isUnsupportedCoding() {
    if (codings == null) {
      return false;
    }
    String[] all = codings.split(",", -1);
    for (int i = 0; i < all.length; i++) {
      String coding = all[i].strip();
      if (!Syntax.isToken(coding) || coding.equalsIgnoreCase("chunked") != (i == all.length - 1)) {
        return false;
      }
    }
    return all.length > 1;
  }

  /** Returns whether the sender asks for another protocol. */
  boolean isUpgrade() {
    return isUpgrade && isUpgradeOption;
  }

  /** Returns whether the sender of a message of a version lets the connection persist. */
  boolean isPersistent(Version version) {
    return !isClose && (version == Version.HTTP_1_1 || isKeepAlive);
  }

  boolean isClose() {
    return isClose;
  }
}
