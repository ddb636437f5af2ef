package dev.gonzo.http.engine.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a block has a name; a limit ends the list while it is decoded. */
class HpackErrorsTest {
  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "80, INDEX_UNKNOWN",
    "be, INDEX_UNKNOWN",
    "ffffffff07, INDEX_UNKNOWN",
    "7f0001 61, INDEX_UNKNOWN",
    "ff, TRUNCATED",
    "ffff, TRUNCATED",
    "40, TRUNCATED",
    "4003 6162, TRUNCATED",
    "4001 61, TRUNCATED",
    "4001 61 82 ff, TRUNCATED",
    "ffffffffff0f, INTEGER_TOO_LARGE",
    "ff808080808000, INTEGER_TOO_LARGE",
    "ffffffffffffffffffff, INTEGER_TOO_LARGE",
    "4081 1f 00, ''",
    "4082 1fff 00, HUFFMAN_PADDING",
    "4081 18 00, HUFFMAN_PADDING",
    "4081 00 00, HUFFMAN_PADDING",
    "4084 ffffffff 00, HUFFMAN_END_OF_STRING",
    "4085 1fffffffff 00, HUFFMAN_END_OF_STRING",
    "4081 ff 00, HUFFMAN_PADDING",
    "4082 ffff 00, HUFFMAN_PADDING",
    "82 3f00, SIZE_UPDATE_TOO_LATE",
    "82 20, SIZE_UPDATE_TOO_LATE",
    "3fe21f, SIZE_UPDATE_TOO_LARGE",
    "20 3fe11f 82, ''",
    "20 20 20, SIZE_UPDATES_TOO_MANY",
  })
  void an_error_is_found_by_name(String hex, String error) {
    var decoder = new HpackDecoder(4096, 16_384);
    ByteBuffer block = bytes(hex.replace(" ", ""));
    if (error.isEmpty()) {
      decoder.decode(block, field -> {});
      return;
    }
    assertThatThrownBy(() -> decoder.decode(block, field -> {}))
        .isInstanceOfSatisfying(
            HpackException.class,
            failure ->
                assertThat(failure.error())
                    .as(failure.getMessage())
                    .isEqualTo(HpackError.valueOf(error)));
  }

  @Test
  void a_table_that_was_reduced_must_be_reduced_by_the_peer() {
    var decoder = new HpackDecoder(4096, 16_384);
    decoder.setTableSize(100);
    assertThatThrownBy(() -> decoder.decode(bytes("82"), field -> {}))
        .isInstanceOfSatisfying(
            HpackException.class,
            failure -> assertThat(failure.error()).isEqualTo(HpackError.SIZE_UPDATE_MISSING));
    var other = new HpackDecoder(4096, 16_384);
    other.setTableSize(100);
    assertThat(other.decode(bytes("3f4582"), field -> {})).isTrue();
  }

  @Test
  void the_list_ends_at_its_limit_and_the_table_goes_on() {
    // One entry of 4,000 bytes, then 10,000 references to it: 40 MB from 14 KB.
    String value = "61".repeat(3_900);
    var decoder = new HpackDecoder(4096, 16_384);
    var fields = new ArrayList<HpackField>();
    // 0x7f, 0xbd 0x1d: 3,900.
    ByteBuffer block = bytes("400178" + "7fbd1d" + value + "be".repeat(10_000));
    assertThat(decoder.decode(block, fields::add)).isFalse();
    assertThat(fields).hasSize(4);
    var later = new ArrayList<HpackField>();
    assertThat(decoder.decode(bytes("be"), later::add)).isTrue();
    assertThat(later).extracting(HpackField::name).containsExactly("x");
  }

  @Test
  void an_entry_larger_than_the_table_empties_it() {
    var decoder = new HpackDecoder(64, 16_384);
    decoder.decode(bytes("40017801 79".replace(" ", "")), field -> {});
    assertThat(decoder.tableSize()).isEqualTo(34);
    decoder.decode(bytes("400178" + "28" + "79".repeat(40)), field -> {});
    assertThat(decoder.tableSize()).isZero();
  }

  @Test
  void secrets_are_never_indexed() {
    var encoder = new HpackEncoder(4096);
    var secrets =
        List.of(
            new HpackField("authorization", "Basic YWxhZGRpbjpvcGVuc2VzYW1l"),
            new HpackField("proxy-authorization", "Basic YWxhZGRpbjpvcGVuc2VzYW1l"),
            new HpackField("cookie", "session=1234"),
            new HpackField("x-key", "a key that the caller calls a secret", true));
    ByteBuffer block = encoder.encode(secrets);
    assertThat(encoder.tableSize()).isZero();
    var fields = new ArrayList<HpackField>();
    new HpackDecoder(4096, 16_384).decode(block, fields::add);
    assertThat(fields).hasSize(4).allMatch(HpackField::neverIndexed);
    assertThat(new HpackField("a", "secret", true)).hasToString("a: (not shown)");
    encoder.encode(List.of(new HpackField("cookie", "a-long-one=0123456789abcdef")));
    assertThat(encoder.tableSize()).isPositive();
  }

  @Test
  void sizes_that_changed_between_blocks_are_signaled_at_the_start_of_the_next() {
    var encoder = new HpackEncoder(4096);
    encoder.encode(List.of(new HpackField("x", "1")));
    encoder.setTableSize(0);
    encoder.setTableSize(1_000);
    assertThat(HexFormat.of().formatHex(remaining(encoder.encode(List.of(get())))))
        .isEqualTo("203fc90782");
    encoder.setTableSize(1 << 30);
    assertThat(HexFormat.of().formatHex(remaining(encoder.encode(List.of(get())))))
        .isEqualTo("3fe11f82");
  }

  @Test
  void a_character_that_is_no_byte_is_refused_and_changes_nothing() {
    var encoder = new HpackEncoder(4096);
    assertThatThrownBy(
            () -> encoder.encode(List.of(new HpackField("x", "1"), new HpackField("y", "€"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+20AC at 0");
    assertThat(encoder.tableSize()).isZero();
  }

  private static HpackField get() {
    return new HpackField(":method", "GET");
  }

  private static byte[] remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
