package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.HandshakeResult.Accepted;
import dev.gonzo.http.engine.websocket.HandshakeResult.Refused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The handshake of a WebSocket, as functions of header fields: over HTTP/1.1 (RFC 6455, section 4)
 * and, with extended CONNECT, over HTTP/2 and HTTP/3 (RFC 8441, RFC 9220). The connection itself,
 * such as the request's target and Host, belongs to HTTP.
 *
 * <p>A server that is used by browsers also checks the field {@code origin}: pages of any site can
 * open a WebSocket, and the browser sends its cookies.
 */
public final class WebSocketHandshake {
  private static final Headers UPGRADE =
      Headers.of("upgrade", "websocket", "connection", "Upgrade");

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int NONCE_BYTES = 16;

  private static final String KEY = "sec-websocket-key";
  private static final String ACCEPT = "sec-websocket-accept";

  private WebSocketHandshake() {}

  /**
   * Returns the value of Sec-WebSocket-Key.
   *
   * @param nonce 16 random bytes, others for each connection
   * @return the key
   * @throws IllegalArgumentException if the nonce has another length
   */
  public static String key(byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("a nonce has 16 bytes, got " + nonce.length);
    }
    return Base64.getEncoder().encodeToString(nonce);
  }

  /**
   * Returns the fields of a client's request, a GET of HTTP/1.1.
   *
   * @param key the key, see {@link #key}
   * @param options what the client offers
   * @return the fields, to which others may be added
   */
  public static Headers request(String key, HandshakeOptions options) {
    return HandshakeFields.offer(UPGRADE.with(KEY, key), options);
  }

  /**
   * Returns the fields of a client's extended CONNECT. Its {@code :protocol} is {@code websocket}.
   *
   * @param options what the client offers
   * @return the fields, to which others may be added
   */
  public static Headers connectRequest(HandshakeOptions options) {
    return HandshakeFields.offer(Headers.none(), options);
  }

  /**
   * Answers a client's request of HTTP/1.1.
   *
   * @param method the method of the request
   * @param request its fields
   * @param options what the server accepts
   * @return the response to send
   */
  public static HandshakeResult accept(String method, Headers request, HandshakeOptions options) {
    try {
      if (!method.equals("GET")) {
        throw new RefusedException("a WebSocket begins with GET (RFC 6455, 4.1)");
      }
      HandshakeFields.requireUpgrade(request);
      HandshakeFields.requireVersion(request, 426, UPGRADE);
      String key = HandshakeFields.single(request, KEY);
      requireNonce(key);
      return HandshakeFields.answer(101, UPGRADE.with(ACCEPT, acceptFor(key)), request, options);
    } catch (RefusedException refused) {
      return refused.asAnswer();
    }
  }

  /**
   * Answers a client's extended CONNECT.
   *
   * @param protocol the request's {@code :protocol}
   * @param request its fields
   * @param options what the server accepts
   * @return the response to send
   */
  public static HandshakeResult acceptConnect(
      String protocol, Headers request, HandshakeOptions options) {
    try {
      if (!protocol.equals("websocket")) {
        throw new RefusedException(
            501, Headers.none(), "the protocol of CONNECT is not websocket (RFC 9220, 3)");
      }
      HandshakeFields.requireVersion(request, 400, Headers.none());
      return HandshakeFields.answer(200, Headers.none(), request, options);
    } catch (RefusedException refused) {
      return refused.asAnswer();
    }
  }

  /**
   * Checks a server's response to {@link #request}.
   *
   * @param key the key of the request
   * @param status the status of the response
   * @param response its fields
   * @param options what the client offered
   * @return whether the connection is a WebSocket
   */
  public static HandshakeResult verify(
      String key, int status, Headers response, HandshakeOptions options) {
    try {
      if (status != 101) {
        throw new RefusedException("the server answered " + status + " in place of 101");
      }
      HandshakeFields.requireUpgrade(response);
      if (!HandshakeFields.single(response, ACCEPT).equals(acceptFor(key))) {
        throw new RefusedException("Sec-WebSocket-Accept belongs to another key (RFC 6455, 4.1)");
      }
      return new Accepted(status, response, HandshakeFields.verify(response, options));
    } catch (RefusedException refused) {
      return new Refused(status, response, refused.problem());
    }
  }

  /**
   * Checks a server's response to {@link #connectRequest}.
   *
   * @param status the status of the response
   * @param response its fields
   * @param options what the client offered
   * @return whether the stream is a WebSocket
   */
  public static HandshakeResult verifyConnect(
      int status, Headers response, HandshakeOptions options) {
    try {
      if (status < 200 || status > 299) {
        throw new RefusedException("the server answered " + status + " in place of 200");
      }
      return new Accepted(status, response, HandshakeFields.verify(response, options));
    } catch (RefusedException refused) {
      return new Refused(status, response, refused.problem());
    }
  }

  private static void requireNonce(String key) {
    // The only form of 16 bytes: 22 characters and two of padding.
    boolean isNonce;
    try {
      isNonce = key.length() == 24 && Base64.getDecoder().decode(key).length == NONCE_BYTES;
    } catch (IllegalArgumentException notBase64) {
      isNonce = false;
    }
    if (!isNonce) {
      throw new RefusedException("Sec-WebSocket-Key is not 16 bytes in Base64 (RFC 6455, 4.2.1)");
    }
  }

  private static String acceptFor(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("each JDK has SHA-1", impossible);
    }
  }
}
