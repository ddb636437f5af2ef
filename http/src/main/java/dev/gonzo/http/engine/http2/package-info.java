/** HTTP/2 (RFC 9113) without I/O. */
package dev.gonzo.http.engine.http2;
