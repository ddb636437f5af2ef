package dev.gonzo.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types that consist of no others. Their values are not null here. */
enum Plain implements Shape {
  BOOLEAN(Boolean.class, 16) {
    @Override
    void put(Output output, Object value) {
      output.oneByte((Boolean) value ? 1 : 0);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return Presence.flag(input);
    }
  },
  BYTE(Byte.class, 17) {
    @Override
    void put(Output output, Object value) {
      output.oneByte((Byte) value);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return (byte) input.oneByte();
    }
  },
  SHORT(Short.class, 18) {
    @Override
    void put(Output output, Object value) {
      output.signed((Short) value);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return (short) within(Short.MIN_VALUE, input.signed(), Short.MAX_VALUE);
    }
  },
  CHAR(Character.class, 19) {
    @Override
    void put(Output output, Object value) {
      output.unsigned((Character) value);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return (char) within(0, input.unsigned(), Character.MAX_VALUE);
    }
  },
  INT(Integer.class, 20) {
    @Override
    void put(Output output, Object value) {
      output.signed((Integer) value);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return (int) within(Integer.MIN_VALUE, input.signed(), Integer.MAX_VALUE);
    }
  },
  LONG(Long.class, 21) {
    @Override
    void put(Output output, Object value) {
      output.signed((Long) value);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return input.signed();
    }
  },
  FLOAT(Float.class, 22) {
    @Override
    void put(Output output, Object value) {
      output.fixedInt(Float.floatToRawIntBits((Float) value));
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return Float.intBitsToFloat(input.fixedInt());
    }
  },
  DOUBLE(Double.class, 23) {
    @Override
    void put(Output output, Object value) {
      output.fixedLong(Double.doubleToRawLongBits((Double) value));
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return Double.longBitsToDouble(input.fixedLong());
    }
  },
  STRING(String.class, 24) {
    @Override
    void put(Output output, Object value) {
      var text = (String) value;
      ByteBuffer encoded;
      try {
        encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      } catch (CharacterCodingException halfCharacter) {
        throw new UnsupportedTypeException(
            "a string with half of a surrogate pair has no bytes in UTF-8", halfCharacter);
      }
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      putBytes(output, bytes);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(takeBytes(input)))
            .toString();
      } catch (CharacterCodingException notText) {
        throw new DamagedValueException("a string is not UTF-8", notText);
      }
    }
  },
  BYTES(byte[].class, 25) {
    @Override
    void put(Output output, Object value) {
      putBytes(output, (byte[]) value);
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return takeBytes(input);
    }
  },
  BIG_INTEGER(BigInteger.class, 26) {
    @Override
    void put(Output output, Object value) {
      putBytes(output, ((BigInteger) value).toByteArray());
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      return takeBigInteger(input);
    }
  },
  BIG_DECIMAL(BigDecimal.class, 27) {
    @Override
    void put(Output output, Object value) {
      var number = (BigDecimal) value;
      output.signed(number.scale());
      putBytes(output, number.unscaledValue().toByteArray());
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      int scale = (int) within(Integer.MIN_VALUE, input.signed(), Integer.MAX_VALUE);
      return new BigDecimal(takeBigInteger(input), scale);
    }
  },
  INSTANT(Instant.class, 28) {
    @Override
    void put(Output output, Object value) {
      var instant = (Instant) value;
      output.signed(instant.getEpochSecond());
      output.unsigned(instant.getNano());
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      long seconds = input.signed();
      long nanos = within(0, input.unsigned(), 999_999_999);
      try {
        return Instant.ofEpochSecond(seconds, nanos);
      } catch (DateTimeException far) {
        throw new DamagedValueException("there is no such instant", far);
      }
    }
  },
  DURATION(Duration.class, 29) {
    @Override
    void put(Output output, Object value) {
      var duration = (Duration) value;
      output.signed(duration.getSeconds());
      output.unsigned(duration.getNano());
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      long seconds = input.signed();
      return Duration.ofSeconds(seconds, within(0, input.unsigned(), 999_999_999));
    }
  },
  UUID_NUMBER(UUID.class, 30) {
    @Override
    void put(Output output, Object value) {
      var uuid = (UUID) value;
      output.fixedLong(uuid.getMostSignificantBits());
      output.fixedLong(uuid.getLeastSignificantBits());
    }

    @Override
    Object take(Input input) throws DamagedValueException {
      long most = input.fixedLong();
      return new UUID(most, input.fixedLong());
    }
  };

  private static final Map<Class<?>, Plain> OF_CLASS = new LinkedHashMap<>();
  private static final Map<Integer, Plain> OF_TAG = new LinkedHashMap<>();

  static {
    for (Plain plain : values()) {
      OF_CLASS.put(plain.type, plain);
      OF_TAG.put(plain.tag, plain);
    }
  }

  final Class<?> type;
  // Written before a value whose type is not known otherwise.
  final int tag;

  Plain(Class<?> type, int tag) {
    this.type = type;
    this.tag = tag;
  }

  static @Nullable Plain of(Class<?> type) {
    return OF_CLASS.get(type);
  }

  static @Nullable Plain ofTag(int tag) {
    return OF_TAG.get(tag);
  }

  abstract void put(Output output, Object value);

  abstract Object take(Input input) throws DamagedValueException;

  @Override
  public void write(Output output, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null has no form here");
    }
    put(output, value);
  }

  @Override
  public Object read(Input input) throws DamagedValueException {
    return take(input);
  }

  @Override
  public String describe(Set<Shape> described) {
    return type.getSimpleName();
  }

  private static long within(long least, long value, long most) throws DamagedValueException {
    if (value < least || value > most) {
      throw new DamagedValueException("a number is not between " + least + " and " + most);
    }
    return value;
  }

  private static void putBytes(Output output, byte[] bytes) {
    output.unsigned(bytes.length);
    output.raw(bytes);
  }

  private static byte[] takeBytes(Input input) throws DamagedValueException {
    return input.raw(input.count());
  }

  private static BigInteger takeBigInteger(Input input) throws DamagedValueException {
    byte[] bytes = takeBytes(input);
    if (bytes.length == 0) {
      throw new DamagedValueException("a number has no digits");
    }
    if (bytes.length > 1 && bytes[0] == bytes[1] >> 7) {
      throw new DamagedValueException("a number has a leading byte that it does not need");
    }
    return new BigInteger(bytes);
  }
}
