package dev.gonzo.http.engine.hpack;

/**
 * What can be wrong with a header block. Each is a connection error, COMPRESSION_ERROR in HTTP/2.
 */
public enum HpackError {
  /** The block ends in the middle of a field. */
  TRUNCATED("5", "the header block ends in the middle of a field"),
  /** An integer does not fit into 31 bits, or has more bytes than such an integer needs. */
  INTEGER_TOO_LARGE("5.1", "an integer in the header block is too large"),
  /** An index is 0, or larger than both tables together. */
  INDEX_UNKNOWN("2.3.3", "the header block refers to an entry that no table has"),
  /** A string contains the symbol that ends strings. */
  HUFFMAN_END_OF_STRING("5.2", "a Huffman-encoded string contains the symbol EOS"),
  /** A string ends with more than 7 bits of padding, or with bits that are not those of EOS. */
  HUFFMAN_PADDING("5.2", "the padding of a Huffman-encoded string is not at most 7 bits of ones"),
  /** The table is to be larger than the setting allows. */
  SIZE_UPDATE_TOO_LARGE("6.3", "the dynamic table is to be larger than SETTINGS_HEADER_TABLE_SIZE"),
  /** A change of the table's size follows a field. */
  SIZE_UPDATE_TOO_LATE("4.2", "the size of the dynamic table is changed after a field"),
  /** More than two changes of the table's size begin one block. */
  SIZE_UPDATES_TOO_MANY("4.2", "the size of the dynamic table is changed more than twice"),
  /** The setting was reduced, and the block does not begin with a size within it. */
  SIZE_UPDATE_MISSING(
      "4.2", "the dynamic table was not reduced although SETTINGS_HEADER_TABLE_SIZE was");

  private final String section;
  private final String explanation;

  HpackError(String section, String explanation) {
    this.section = section;
    this.explanation = explanation;
  }

  /** {@return the section of RFC 7541 that has the rule} */
  public String section() {
    return section;
  }

  /** {@return what is wrong, as a sentence} */
  public String explanation() {
    return explanation;
  }
}
