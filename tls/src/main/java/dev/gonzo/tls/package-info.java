/**
 * TLS over any {@link dev.gonzo.stream.ByteStream}: clients and servers, as straight-line code.
 *
 * <p>{@link dev.gonzo.tls.Tls} begins a connection, {@link dev.gonzo.tls.TlsOptions} says how, and
 * a {@link dev.gonzo.tls.TlsStream} is read and written as a socket is.
 */
package dev.gonzo.tls;
