package dev.gonzo.http.server;

import dev.gonzo.Environment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A line for each request, in the formats of Apache's httpd. What a client sent is escaped: it
 * cannot begin a line or end a quoted field.
 *
 * <pre>{@code
 * 192.0.2.7 - - [30/Nov/2026:16:45:00 +0000] "GET /a HTTP/1.1" 200 512
 * }</pre>
 *
 * <p>The number of bytes is that of the body. A request that was refused before its head was
 * complete has {@code "-"} in place of its first line.
 */
public final class AccessLog implements ExchangeObserver {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Consumer<? super String> lines;
  private final boolean isCombined;

  private AccessLog(Consumer<? super String> lines, boolean isCombined) {
    this.lines = lines;
    this.isCombined = isCombined;
  }

  /**
   * Returns a log in the Common Log Format.
   *
   * @param lines takes each line, without its end; it must not block, and is called by several
   *     threads if several kernels serve
   * @return the log
   */
  public static AccessLog common(Consumer<? super String> lines) {
    return new AccessLog(lines, false);
  }

  /**
   * Returns a log in the Combined Log Format, which has the fields {@code referer} and {@code
   * user-agent} too.
   *
   * @param lines takes each line, without its end; it must not block, and is called by several
   *     threads if several kernels serve
   * @return the log
   */
  public static AccessLog combined(Consumer<? super String> lines) {
    return new AccessLog(lines, true);
  }

  @Override
  public void ended(Exchange exchange, ExchangeResult result) {
    var line = begin(exchange.peer());
    line.append(LogText.escape(exchange.method())).append(' ');
    line.append(LogText.escape(exchange.target())).append(' ').append(exchange.version());
    end(line, result.status(), result.sent());
    if (isCombined) {
      quote(line, exchange.headers().first("referer").orElse("-"));
      quote(line, exchange.headers().first("user-agent").orElse("-"));
    }
    lines.accept(line.toString());
  }

  @Override
  public void refused(SocketAddress peer, int status, String reason) {
    var line = begin(peer).append('-');
    end(line, status, 0);
    if (isCombined) {
      quote(line, "-");
      quote(line, "-");
    }
    lines.accept(line.toString());
  }

  private static StringBuilder begin(SocketAddress peer) {
    return new StringBuilder(160)
        .append(host(peer))
        .append(" - - [")
        .append(TIME.format(Environment.wallTime()))
        .append("] \"");
  }

  private static void end(StringBuilder line, int status, long sent) {
    line.append("\" ").append(status == 0 ? "-" : status).append(' ');
    line.append(sent == 0 ? "-" : sent);
  }

  private static void quote(StringBuilder line, String value) {
    line.append(" \"").append(LogText.escape(value)).append('"');
  }

  private static String host(SocketAddress peer) {
    return peer instanceof InetSocketAddress address && address.getAddress() != null
        ? address.getAddress().getHostAddress()
        : "-";
  }

  @Override
  public String toString() {
    return isCombined ? "AccessLog[combined]" : "AccessLog[common]";
  }
}
