package dev.gonzo.codec;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one type as bytes, and reads them again. What it writes holds no names of
 * classes, and no class is looked up by what it reads: only the types that the codec was made of.
 *
 * <p>Types are: the primitive types and their boxes, {@code String}, {@code byte[]}, {@code
 * BigInteger}, {@code BigDecimal}, {@code Instant}, {@code Duration}, {@code UUID}, enums, records,
 * sealed interfaces of records and enums, and, as components of records, {@code List}, {@code Set},
 * {@code Map} and {@code Optional} of these. {@code Void} has the one value null. Any reference may
 * be null.
 *
 * {@snippet :
 * record Order(String item, int count, List<String> notes) {}
 *
 * static final Codec<Order> ORDERS = Codec.of(Order.class);
 *
 * byte[] bytes = ORDERS.encode(new Order("tea", 2, List.of()));
 * Order order = ORDERS.decode(bytes);
 * }
 *
 * <p>The bytes begin with a fingerprint of the type's shape: the names and types of the components
 * in their order, the constants of enums, the cases of sealed interfaces. So a value of another
 * version of a record is refused, and not misread. A value has the same bytes in each JVM, and what
 * was decoded is equal to what was encoded. Lists, sets and maps come back unmodifiable, in the
 * order that they had; those without an order of their own, such as {@code HashMap}, are sorted.
 *
 * <p>Never suspends, unless a record's constructor does. Immutable; any thread may use it.
 *
 * @param <T> the type of the values
 */
public final class Codec<T extends @Nullable Object> {
  /** How long an encoded value may be if nothing else is said: 1 MiB. */
  public static final int DEFAULT_MOST_BYTES = 1 << 20;

  private final Shape shape;
  private final int mostBytes;
  private final String text;
  private final int fingerprint;

  private Codec(Shape shape, int mostBytes) {
    this.shape = shape;
    this.mostBytes = mostBytes;
    this.text = shape.describe();
    this.fingerprint = text.hashCode();
  }

  /**
   * Creates the codec of a type.
   *
   * @param type the type
   * @param <T> the type of the values
   * @return the codec
   * @throws UnsupportedTypeException if the type, or one that it consists of, cannot be written; it
   *     names the component
   */
  public static <T extends @Nullable Object> Codec<T> of(Class<T> type) {
    return new Codec<>(new ShapeReader().read(type), DEFAULT_MOST_BYTES);
  }

  /**
   * Creates a codec that writes the type of each value with it. Besides the types that need no
   * registration, and lists, sets, maps and optionals of any of them, it writes the records and
   * enums that are registered here, by their simple names.
   *
   * @param registered the records, enums and sealed interfaces
   * @return the codec
   * @throws UnsupportedTypeException if one cannot be written, or two have the same simple name
   */
  public static Codec<@Nullable Object> any(Class<?>... registered) {
    return new Codec<>(AnyShape.of(List.of(registered)), DEFAULT_MOST_BYTES);
  }

  /**
   * Returns a codec like this one with another limit, for what is encoded and what is decoded.
   *
   * @param most the length of the longest value, in bytes
   * @return the codec
   */
  public Codec<T> withMostBytes(int most) {
    if (most < Integer.BYTES + 1) {
      throw new IllegalArgumentException("the limit is at least 5 bytes, not " + most);
    }
    return new Codec<>(shape, most);
  }

  /**
   * Encodes a value.
   *
   * @param value the value
   * @return its bytes
   * @throws TooLargeException if it is longer than the limit, or nested more than 64 levels deep
   * @throws UnsupportedTypeException if it is, or contains, a value of a type that this codec does
   *     not write
   */
  public byte[] encode(T value) {
    var output = new Output(mostBytes);
    output.fixedInt(fingerprint);
    shape.write(output, value);
    return output.toBytes();
  }

  /**
   * Decodes a value.
   *
   * @param bytes the bytes; not changed and not kept
   * @return the value
   * @throws DamagedValueException if they are no value of this type, for example one of another
   *     version of it, or longer than the limit. Whatever the bytes are, no other exception is
   *     thrown, and no more memory is used than their length allows
   */
  // The shape was made of the class of T, which is nullable where null is a value.
  @SuppressWarnings({"unchecked", "NullAway"})
  public T decode(byte[] bytes) throws DamagedValueException {
    Objects.requireNonNull(bytes);
    if (bytes.length > mostBytes) {
      throw new DamagedValueException(
          bytes.length + " bytes are more than a value may have here, which is " + mostBytes);
    }
    var input = new Input(bytes);
    if (input.fixedInt() != fingerprint) {
      throw new DamagedValueException(
          "these bytes are no "
              + text
              + ": they were written by another version of it, or are of another type");
    }
    Object value = shape.read(input);
    input.requireEnd();
    return (T) value;
  }

  /**
   * Returns a number that is the same for types of the same shape, and most probably another one
   * for types that differ.
   *
   * @return the fingerprint that the bytes begin with
   */
  public int fingerprint() {
    return fingerprint;
  }

  /** Returns the shape, for messages: {@code Order{item:String,count:int,notes:List<String>}}. */
  @Override
  public String toString() {
    return text;
  }
}
