package dev.gonzo.http.engine.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7541, appendix C. */
class HpackVectorsTest {
  private static final String DATE_21 = "date: Mon, 21 Oct 2013 20:13:21 GMT";
  private static final String DATE_22 = "date: Mon, 21 Oct 2013 20:13:22 GMT";
  private static final String COOKIE =
      "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

  private static List<String> decode(HpackDecoder decoder, String hex) {
    var fields = new ArrayList<String>();
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(
            decoder.decode(
                ByteBuffer.wrap(bytes), field -> fields.add(field.name() + ": " + field.value())))
        .isTrue();
    return fields;
  }

  private static HpackDecoder decoder(int tableSize) {
    return new HpackDecoder(tableSize, 16_384);
  }

  @Test
  void c_2_1_a_literal_with_indexing() {
    HpackDecoder decoder = decoder(4096);
    assertThat(decode(decoder, "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
        .containsExactly("custom-key: custom-header");
    assertThat(decoder.tableSize()).isEqualTo(55);
  }

  @Test
  void c_2_2_a_literal_without_indexing() {
    HpackDecoder decoder = decoder(4096);
    assertThat(decode(decoder, "040c 2f73 616d 706c 652f 7061 7468"))
        .containsExactly(":path: /sample/path");
    assertThat(decoder.tableSize()).isZero();
  }

  @Test
  void c_2_3_a_literal_that_is_never_indexed() {
    HpackDecoder decoder = decoder(4096);
    var fields = new ArrayList<HpackField>();
    byte[] bytes = HexFormat.of().parseHex("100870617373776f726406736563726574");
    decoder.decode(ByteBuffer.wrap(bytes), fields::add);
    assertThat(fields).containsExactly(new HpackField("password", "secret", true));
    assertThat(decoder.tableSize()).isZero();
  }

  @Test
  void c_2_4_an_indexed_field() {
    assertThat(decode(decoder(4096), "82")).containsExactly(":method: GET");
  }

  @Test
  void c_3_requests_without_huffman_coding() {
    requests(
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65");
  }

  @Test
  void c_4_requests_with_huffman_coding() {
    requests(
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
        "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");
  }

  private static void requests(String first, String second, String third) {
    HpackDecoder decoder = decoder(4096);
    assertThat(decode(decoder, first))
        .containsExactly(
            ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
    assertThat(decoder.tableSize()).isEqualTo(57);
    assertThat(decode(decoder, second))
        .containsExactly(
            ":method: GET",
            ":scheme: http",
            ":path: /",
            ":authority: www.example.com",
            "cache-control: no-cache");
    assertThat(decoder.tableSize()).isEqualTo(110);
    assertThat(decode(decoder, third))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":path: /index.html",
            ":authority: www.example.com",
            "custom-key: custom-value");
    assertThat(decoder.tableSize()).isEqualTo(164);
  }

  @Test
  void c_5_responses_without_huffman_coding_and_eviction() {
    responses(
        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a"
            + " 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "4803 3330 37c1 c0bf",
        "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04"
            + " 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745"
            + " 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31");
  }

  @Test
  void c_6_responses_with_huffman_coding_and_eviction() {
    responses(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e"
            + " 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
        "4883 640e ffc1 c0bf",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7"
            + " 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0"
            + " 03ed 4ee5 b106 3d50 07");
  }

  private static void responses(String first, String second, String third) {
    HpackDecoder decoder = decoder(256);
    assertThat(decode(decoder, first))
        .containsExactly(
            ":status: 302", "cache-control: private", DATE_21, "location: https://www.example.com");
    assertThat(decoder.tableSize()).isEqualTo(222);
    assertThat(decode(decoder, second))
        .containsExactly(
            ":status: 307", "cache-control: private", DATE_21, "location: https://www.example.com");
    assertThat(decoder.tableSize()).isEqualTo(222);
    assertThat(decode(decoder, third))
        .containsExactly(
            ":status: 200",
            "cache-control: private",
            DATE_22,
            "location: https://www.example.com",
            "content-encoding: gzip",
            COOKIE);
    assertThat(decoder.tableSize()).isEqualTo(215);
  }
}
