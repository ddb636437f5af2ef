package dev.gonzo.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class HmacDrbgTest {
  /** HMAC_DRBG.rsp of NIST's validation program, SHA-256, without reseeding: COUNT = 0. */
  private static final String ENTROPY =
      "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488";

  private static final String NONCE = "659ba96c601dc69fc902940805ec0ca8";

  /** The bytes of the second request for 128. */
  private static final String RETURNED =
      "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89"
          + "d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1"
          + "07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668"
          + "961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8";

  private static HmacDrbg generator() {
    return new HmacDrbg(HexFormat.of().parseHex(ENTROPY + NONCE));
  }

  private static String next(HmacDrbg generator, int count) {
    var bytes = new byte[count];
    generator.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void it_gives_the_bytes_of_the_standards_test_vector() {
    HmacDrbg generator = generator();
    String _ = next(generator, 128);
    assertThat(next(generator, 128)).isEqualTo(RETURNED);
  }

  @Test
  void a_request_gets_a_part_of_a_block_too_and_no_rest_of_one_is_given_later() {
    HmacDrbg generator = generator();
    String _ = next(generator, 128);
    assertThat(next(generator, 33)).isEqualTo(RETURNED.substring(0, 66));
    assertThat(next(generator, 33)).doesNotContain(RETURNED.substring(66, 128));
    assertThat(next(generator, 0)).isEmpty();
  }

  @Test
  void threads_get_the_bytes_that_one_would_get_and_none_of_them_twice() throws Exception {
    int threads = 4;
    int requests = 2000;
    HmacDrbg shared = generator();
    var together = new CyclicBarrier(threads);
    Callable<List<String>> reader =
        () -> {
          together.await();
          var read = new ArrayList<String>();
          for (int i = 0; i < requests; i++) {
            read.add(next(shared, 16));
          }
          return read;
        };
    var all = new ArrayList<String>();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (Future<List<String>> read : pool.invokeAll(Collections.nCopies(threads, reader))) {
        all.addAll(read.get());
      }
    }
    HmacDrbg alone = generator();
    var expected = new ArrayList<String>();
    for (int i = 0; i < threads * requests; i++) {
      expected.add(next(alone, 16));
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(expected).doesNotHaveDuplicates();
  }

  @Test
  void the_seed_is_left_as_it_is_and_must_be_long_enough() {
    var seed = new byte[HmacDrbg.SEED_BYTES];
    var _ = new HmacDrbg(seed);
    assertThat(seed).containsOnly(0);
    assertThatThrownBy(() -> new HmacDrbg(new byte[HmacDrbg.SEED_BYTES - 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 48 bytes, got 47");
  }
}
