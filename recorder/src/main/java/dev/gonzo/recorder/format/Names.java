package dev.gonzo.recorder.format;

import java.util.Arrays;

/** The names of classes in a recording. */
final class Names {
  private static final ClassValue<byte[]> ENCODED =
      new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> type) {
          var encoded = new ByteWriter();
          encoded.text(of(type));
          return Arrays.copyOf(encoded.array(), encoded.size());
        }
      };

  private Names() {}

  /** The simple name of a class, without the part that the JVM chooses anew in each run. */
  static String of(Class<?> type) {
    String name = type.getName();
    int generated = name.indexOf("$$Lambda");
    String stable = generated >= 0 ? name.substring(0, generated) : name;
    return stable.substring(Math.max(stable.lastIndexOf('.'), stable.lastIndexOf('$')) + 1);
  }

  /** The same name as {@link ByteWriter#text} encodes it, not to be changed. */
  static byte[] encoded(Class<?> type) {
    return ENCODED.get(type);
  }
}
