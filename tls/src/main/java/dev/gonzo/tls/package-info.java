/**
 * TLS over any {@link dev.gonzo.stream.ByteStream}: clients and servers, as straight-line code.
 *
 * <p>{@link dev.gonzo.tls.Tls} opens connections, with {@link dev.gonzo.tls.TlsOptions}; a {@link
 * dev.gonzo.tls.TlsStream} is read and written like a socket.
 */
package dev.gonzo.tls;
