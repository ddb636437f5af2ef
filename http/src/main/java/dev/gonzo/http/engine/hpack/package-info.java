/**
 * HPACK (RFC 7541), the compression of header fields in HTTP/2: a {@link
 * dev.gonzo.http.engine.hpack.HpackDecoder} and a {@link dev.gonzo.http.engine.hpack.HpackEncoder},
 * one of each for a connection.
 */
package dev.gonzo.http.engine.hpack;
