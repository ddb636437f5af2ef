/** HPACK (RFC 7541), the compression of header fields in HTTP/2. */
package dev.gonzo.http.engine.hpack;
