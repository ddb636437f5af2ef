/** HTTP/1.1 (RFC 9112) without I/O. */
package dev.gonzo.http.engine.http1;
