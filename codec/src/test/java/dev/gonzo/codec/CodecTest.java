package dev.gonzo.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a codec writes, what it refuses, and that hostile bytes do no harm. */
class CodecTest {
  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "a constant with a class of its own";
      }
    }
  }

  sealed interface Shape permits Circle, Square, Nothing {}

  record Circle(double radius) implements Shape {}

  record Square(int side) implements Shape {}

  enum Nothing implements Shape {
    NOTHING
  }

  record Everything(
      boolean flag,
      byte small,
      short number,
      char letter,
      int count,
      long large,
      float half,
      double exact,
      @Nullable String text,
      @Nullable Integer boxed,
      BigInteger big,
      BigDecimal decimal,
      Instant when,
      Duration howLong,
      UUID id,
      Colour colour,
      Shape shape,
      List<List<String>> lists,
      Set<Colour> colours,
      Map<String, Shape> shapes,
      Optional<Long> maybe,
      @Nullable Tree tree) {}

  record Tree(int value, List<Tree> children) {}

  record Empty() {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("not positive: " + value);
      }
    }
  }

  private static Everything everything() {
    return new Everything(
        true,
        Byte.MIN_VALUE,
        Short.MIN_VALUE,
        Character.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MIN_VALUE,
        Float.MIN_VALUE,
        Double.NEGATIVE_INFINITY,
        "grün 🌲",
        null,
        BigInteger.TWO.pow(100).negate(),
        new BigDecimal("-12.340"),
        Instant.ofEpochSecond(-5, 7),
        Duration.ofSeconds(-5, 7),
        new UUID(Long.MIN_VALUE, 3),
        Colour.GREEN,
        new Square(-3),
        List.of(List.of("a", ""), List.of()),
        Set.of(Colour.RED, Colour.GREEN),
        Map.of("one", Nothing.NOTHING, "two", new Circle(2)),
        Optional.of(17L),
        new Tree(1, List.of(new Tree(2, List.of()), new Tree(3, List.of()))));
  }

  private static <T extends @Nullable Object> T again(Codec<T> codec, T value)
      throws DamagedValueException {
    return codec.decode(codec.encode(value));
  }

  @Test
  void what_is_decoded_is_equal_to_what_was_encoded() throws Exception {
    assertThat(again(Codec.of(Everything.class), everything())).isEqualTo(everything());
    assertThat(again(Codec.of(Empty.class), new Empty())).isEqualTo(new Empty());
    assertThat(again(Codec.of(String.class), "")).isEmpty();
    assertThat(again(Codec.of(byte[].class), new byte[] {1, 2})).containsExactly(1, 2);
    assertThat(again(Codec.of(Shape.class), new Circle(1))).isEqualTo(new Circle(1));
    assertThat(again(Codec.of(Colour.class), Colour.GREEN)).isSameAs(Colour.GREEN);
  }

  @Test
  void null_is_a_value() throws Exception {
    assertThat(again(Codec.<@Nullable String>of(String.class), null)).isNull();
    assertThat(again(Codec.<@Nullable Void>of(Void.class), null)).isNull();
    assertThat(Codec.<@Nullable Void>of(Void.class).encode(null)).hasSize(4);
  }

  @Test
  void the_bytes_are_the_same_in_each_jvm() {
    // Set.of and Map.of have another order in each JVM, and hash maps one that depends on growth.
    var codec = Codec.any();
    var small = new HashMap<String, Integer>();
    var large = new HashMap<String, Integer>(10_000);
    for (int i = 0; i < 100; i++) {
      small.put("key" + i * i, i);
      large.put("key" + (99 - i) * (99 - i), 99 - i);
    }
    assertThat(codec.encode(small)).isEqualTo(codec.encode(large));
    // The fingerprint; a set of three; each an int, smallest first.
    assertThat(HexFormat.of().formatHex(codec.encode(Set.of(1, 2, 3))))
        .isEqualTo(HexFormat.of().toHexDigits("Any".hashCode()) + "0203" + "140214041406");
  }

  @Test
  void what_has_an_order_keeps_it() throws Exception {
    var map = new LinkedHashMap<String, Integer>();
    map.put("z", 1);
    map.put("a", 2);
    assertThat((Map<?, ?>) again(Codec.any(), map)).containsExactlyEntriesOf(asObjects(map));
  }

  @SuppressWarnings("unchecked")
  private static <K, V> Map<K, V> asObjects(Map<?, ?> map) {
    return (Map<K, V>) map;
  }

  @Test
  void collections_come_back_unmodifiable() throws Exception {
    var decoded = again(Codec.of(Everything.class), everything());
    assertThatThrownBy(() -> decoded.lists().add(List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> decoded.shapes().put("x", new Square(1)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  record OtherNames(int hours, int minutes) {}

  record OtherOrder(int minutes, int hours) {}

  @Test
  void another_version_of_a_record_is_refused_and_named() {
    byte[] bytes = Codec.of(OtherNames.class).encode(new OtherNames(1, 2));
    assertThatThrownBy(() -> Codec.of(OtherOrder.class).decode(bytes))
        .isInstanceOf(DamagedValueException.class)
        .hasMessageContaining("OtherOrder{minutes:int,hours:int}");
    assertThat(Codec.of(OtherNames.class).fingerprint())
        .isNotEqualTo(Codec.of(OtherOrder.class).fingerprint());
  }

  record WithObject(String name, List<Object> parts) {}

  record Generic<T>(T value) {}

  @Test
  void types_that_cannot_be_written_are_named_at_once() {
    assertThatThrownBy(() -> Codec.of(WithObject.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageContaining("WithObject.parts[]: java.lang.Object cannot be written");
    assertThatThrownBy(() -> Codec.of(Generic.class)).hasMessageContaining("type parameters");
    assertThatThrownBy(() -> Codec.of(Thread.class)).hasMessageContaining("java.lang.Thread");
    assertThatThrownBy(() -> Codec.of(List.class)).hasMessageContaining("java.util.List");
    assertThatThrownBy(() -> Codec.any(Thread.class)).hasMessageContaining("java.lang.Thread");
  }

  @Test
  void a_big_number_has_one_form() throws DamagedValueException {
    var codec = Codec.of(BigInteger.class);
    for (long value : new long[] {0, 1, -1, 127, 128, -128, -129, 255, 256, 32_768, -32_769}) {
      byte[] bytes = codec.encode(BigInteger.valueOf(value));
      assertThat(codec.decode(bytes)).isEqualTo(BigInteger.valueOf(value));
      byte[] digits = BigInteger.valueOf(value).toByteArray();
      int before = bytes.length - digits.length;
      byte[] longer = new byte[bytes.length + 1];
      System.arraycopy(bytes, 0, longer, 0, before);
      longer[before - 1]++;
      longer[before] = (byte) (value < 0 ? -1 : 0);
      System.arraycopy(digits, 0, longer, before + 1, digits.length);
      assertThatThrownBy(() -> codec.decode(longer))
          .isInstanceOf(DamagedValueException.class)
          .hasMessageContaining("leading byte");
    }
  }

  @Test
  void limits_hold_in_both_directions() {
    var codec = Codec.of(String.class).withMostBytes(100);
    assertThatThrownBy(() -> codec.encode("x".repeat(100))).isInstanceOf(TooLargeException.class);
    byte[] longer = Codec.of(String.class).encode("x".repeat(100));
    assertThatThrownBy(() -> codec.decode(longer)).isInstanceOf(DamagedValueException.class);
    Tree deep = new Tree(0, List.of());
    for (int i = 0; i < 100; i++) {
      deep = new Tree(i, List.of(deep));
    }
    Tree tooDeep = deep;
    assertThatThrownBy(() -> Codec.of(Tree.class).encode(tooDeep))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("64 levels");
  }

  @Test
  void a_string_that_has_no_utf_8_is_refused_and_not_changed() {
    assertThatThrownBy(() -> Codec.of(String.class).encode("\ud800"))
        .isInstanceOf(UnsupportedTypeException.class);
  }

  @Test
  void what_a_record_refuses_is_damaged() {
    byte[] bytes = Codec.of(Positive.class).encode(new Positive(1));
    bytes[bytes.length - 1] = 0;
    assertThatThrownBy(() -> Codec.of(Positive.class).decode(bytes))
        .isInstanceOf(DamagedValueException.class)
        .hasMessageContaining("Positive")
        .hasRootCauseMessage("not positive: 0");
  }

  @Test
  void a_hostile_count_costs_nothing() {
    byte[] good = Codec.any().encode(List.of());
    // A list of 2 to the 31st elements, of which none is there.
    byte[] bytes = HexFormat.of().parseHex(HexFormat.of().formatHex(good, 0, 5) + "8080808008");
    assertThatThrownBy(() -> Codec.any().decode(bytes))
        .isInstanceOf(DamagedValueException.class)
        .hasMessageContaining("2147483648 parts");
  }

  @Test
  void whatever_the_bytes_are_there_is_a_value_or_one_exception() {
    var random = new Random(7);
    Codec<Everything> codec = Codec.of(Everything.class);
    Codec<@Nullable Object> any = Codec.any(Everything.class, Shape.class);
    byte[] one = codec.encode(everything());
    byte[] other = any.encode(List.of(everything(), new Circle(1), Map.of(1, Optional.empty())));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = (i % 2 == 0 ? one : other).clone();
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length + 1) : damaged.length;
      damaged = Arrays.copyOf(damaged, length);
      for (int changes = random.nextInt(4); changes > 0 && length > 4; changes--) {
        damaged[4 + random.nextInt(length - 4)] = (byte) random.nextInt();
      }
      try {
        (i % 2 == 0 ? codec : any).decode(damaged);
      } catch (DamagedValueException expected) {
        refused++;
      }
    }
    assertThat(refused).isBetween(5_000, 20_000);
  }

  @Test
  void values_of_several_types_carry_their_own() throws Exception {
    var codec = Codec.any(Circle.class, Colour.class, Tree.class);
    for (Object value :
        List.of(
            1,
            2L,
            'c',
            "text",
            true,
            new Circle(1),
            Colour.GREEN,
            List.of(Set.of(1), Map.of("a", 2.5)),
            Optional.of(new Tree(1, List.of())))) {
      assertThat(again(codec, value)).isEqualTo(value);
    }
    assertThatThrownBy(() -> codec.encode(new Square(1)))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageContaining("Square")
        .hasMessageContaining("[Circle, Colour, Tree]");
    byte[] square = Codec.any(Square.class).encode(new Square(1));
    assertThatThrownBy(() -> codec.decode(square))
        .isInstanceOf(DamagedValueException.class)
        .hasMessageContaining("Square is not one of the registered");
  }

  @Test
  void no_name_of_a_class_is_in_the_bytes() {
    byte[] bytes = Codec.of(Everything.class).encode(everything());
    assertThat(new String(bytes, UTF_8)).doesNotContain("Circle").doesNotContain("gonzo");
  }
}
