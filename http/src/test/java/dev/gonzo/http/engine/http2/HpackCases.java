package dev.gonzo.http.engine.http2;

import java.util.List;

/** What no decoder may take, by the sections of RFC 7541. */
final class HpackCases {
  static final List<Case> ALL =
      List.of(
          new Case(
              "hpack 2.3.3",
              "Sends a indexed header field representation with invalid index",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "ff09"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 2.3.3",
              "Sends a literal header field representation with invalid index",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "7f090474657374"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 4.2",
              "Sends a dynamic table size update at the end of header block",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "20"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 5.2",
              "Sends a Huffman-encoded string literal representation with padding longer than 7 bits",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "008349509f8449509fff"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 5.2",
              "Sends a Huffman-encoded string literal representation padded by zero",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "008349509f83495090"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 5.2",
              "Sends a Huffman-encoded string literal representation containing the EOS symbol",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "008349509f8749509fffffffff"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 6.1",
              "Sends a indexed header field representation with index 0",
              peer -> {
                peer.open();
                peer.headers(1, hex(HpackCases.REQUEST, "80"));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }),
          new Case(
              "hpack 6.3",
              "Sends a dynamic table size update larger than the value of SETTINGS_HEADER_TABLE_SIZE",
              peer -> {
                peer.open();
                peer.headers(1, hex("3fe21f", HpackCases.REQUEST));
                peer.expectConnectionError(ErrorCode.COMPRESSION_ERROR);
              }));

  private HpackCases() {}

  /** The authority example.org, as a literal. */
  static final String AUTHORITY = "010b6578616d706c652e6f7267";

  /** A complete request. */
  static final String REQUEST = "828684" + AUTHORITY;

  static byte[] hex(String... parts) {
    return java.util.HexFormat.of().parseHex(String.join("", parts));
  }
}
