/**
 * HTTP/2 (RFC 9113) without I/O: {@link dev.gonzo.http.engine.http2.Http2Engine}, what it {@link
 * dev.gonzo.http.engine.http2.Received receives} and what it {@link
 * dev.gonzo.http.engine.http2.Sent sends}.
 */
package dev.gonzo.http.engine.http2;
