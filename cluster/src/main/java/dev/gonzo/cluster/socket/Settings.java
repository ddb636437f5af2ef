package dev.gonzo.cluster.socket;

import dev.gonzo.tls.TlsOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings of a transport that can be changed. The secret is never part of a text. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Settings(
    Duration heartbeat,
    Duration patience,
    int mostBytes,
    int bufferBytes,
    Duration sendPatience,
    int handshakesAtOnce,
    @Nullable TlsOptions tls,
    @SuppressWarnings("ArrayRecordComponent") // never compared
        byte @Nullable [] secret,
    boolean networkTrusted) {
  private static final int MIB = 1 << 20;

  static Settings defaults() {
    return new Settings(
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        MIB,
        4 * MIB,
        Duration.ofSeconds(5),
        32,
        null,
        null,
        false);
  }

  Settings withHeartbeat(Duration period, Duration newPatience) {
    return new Settings(
        period,
        newPatience,
        mostBytes,
        bufferBytes,
        sendPatience,
        handshakesAtOnce,
        tls,
        secret,
        networkTrusted);
  }

  Settings withMostBytes(int bytes) {
    return new Settings(
        heartbeat,
        patience,
        bytes,
        Math.max(bytes, bufferBytes),
        sendPatience,
        handshakesAtOnce,
        tls,
        secret,
        networkTrusted);
  }

  Settings withSendBuffer(int bytes, Duration newPatience) {
    return new Settings(
        heartbeat,
        patience,
        mostBytes,
        bytes,
        newPatience,
        handshakesAtOnce,
        tls,
        secret,
        networkTrusted);
  }

  Settings withHandshakesAtOnce(int count) {
    return new Settings(
        heartbeat,
        patience,
        mostBytes,
        bufferBytes,
        sendPatience,
        count,
        tls,
        secret,
        networkTrusted);
  }

  Settings withTls(TlsOptions options) {
    return new Settings(
        heartbeat,
        patience,
        mostBytes,
        bufferBytes,
        sendPatience,
        handshakesAtOnce,
        options,
        secret,
        networkTrusted);
  }

  Settings withSecret(byte[] newSecret) {
    return new Settings(
        heartbeat,
        patience,
        mostBytes,
        bufferBytes,
        sendPatience,
        handshakesAtOnce,
        tls,
        newSecret,
        networkTrusted);
  }

  Settings withNetworkTrusted() {
    return new Settings(
        heartbeat,
        patience,
        mostBytes,
        bufferBytes,
        sendPatience,
        handshakesAtOnce,
        tls,
        secret,
        true);
  }

  @Override
  public String toString() {
    return "heartbeat %s, patience %s, at most %d bytes, %s, %s"
        .formatted(
            heartbeat,
            patience,
            mostBytes,
            tls == null ? "no TLS" : "TLS",
            secret == null ? "no secret" : "a secret");
  }
}
