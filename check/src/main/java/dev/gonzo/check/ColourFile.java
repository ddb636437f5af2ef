package dev.gonzo.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The stored colours of a library, {@code META-INF/gonzo/colours}: which of its methods can suspend
 * or block natively, and which call each has it from.
 *
 * <pre>
 * gonzo colours 1
 * suspends com/example/Client.get(Ljava/lang/String;)Ljava/lang/String; dev/gonzo/net/Socket.receive([B)I
 * blocks com/example/Config.load()V java/nio/file/Files.readString(Ljava/nio/file/Path;)Ljava/lang/String;
 * </pre>
 */
public final class ColourFile {
  /** Where it is in a jar or a directory of classes. */
  public static final String PATH = "META-INF/gonzo/colours";

  private static final String HEADER = "gonzo colours 1";
  private static final int MOST_BYTES = 16 << 20;
  private static final Pattern SPACE =
      Pattern.compile("[\\s\\p{Cntrl}]", Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<Trait, SortedMap<String, String>> methods = new EnumMap<>(Trait.class);

  ColourFile() {
    for (Trait trait : Trait.values()) {
      methods.put(trait, new TreeMap<>());
    }
  }

  /**
   * Reads stored colours.
   *
   * @param input the content of the file
   * @return the colours
   * @throws IOException if it cannot be read, has more than 16 MB, or is not in this format; the
   *     message names the line
   */
  public static ColourFile read(InputStream input) throws IOException {
    byte[] bytes = input.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new IOException("the stored colours have more than " + MOST_BYTES + " bytes");
    }
    String[] lines = new String(bytes, UTF_8).split("\n", -1);
    if (!lines[0].strip().equals(HEADER)) {
      throw new IOException("the stored colours do not begin with \"" + HEADER + "\"");
    }
    var file = new ColourFile();
    for (int number = 1; number < lines.length; number++) {
      String line = lines[number].strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        Optional<Trait> trait = trait(words[0]);
        if (words.length != 3 || trait.isEmpty()) {
          throw new IOException("line " + (number + 1) + " of the stored colours is no colour");
        }
        file.add(trait.get(), words[1], words[2]);
      }
    }
    return file;
  }

  private static Optional<Trait> trait(String word) {
    for (Trait trait : Trait.values()) {
      if (word(trait).equals(word)) {
        return Optional.of(trait);
      }
    }
    return Optional.empty();
  }

  private static String word(Trait trait) {
    return trait.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Adds a method, unless its name has white space, as other languages than Java allow: it would
   * not be read again, and no Java source can call it.
   */
  void add(Trait trait, String method, String from) {
    if (!SPACE.matcher(method).find()) {
      all(trait).put(method, SPACE.matcher(from).replaceAll("_"));
    }
  }

  private SortedMap<String, String> all(Trait trait) {
    return methods.computeIfAbsent(trait, _ -> new TreeMap<>());
  }

  boolean has(Trait trait, String method) {
    return all(trait).containsKey(method);
  }

  /** The last method of the chain that gives a method its trait, in a message. */
  Optional<String> reason(Trait trait, String method) {
    String last = method;
    SortedMap<String, String> all = all(trait);
    // A file that another program wrote may have a cycle.
    for (int left = all.size(); left > 0 && all.containsKey(last); left--) {
      last = all.getOrDefault(last, last);
    }
    return last.equals(method) ? Optional.empty() : Optional.of(shown(last));
  }

  /**
   * {@return a method as a message shows it: {@code Socket.receive()}}
   *
   * @param method the method in a class file
   */
  static String shown(String method) {
    int open = method.indexOf('(');
    String name = open < 0 ? method : method.substring(0, open);
    String simple = name.substring(name.lastIndexOf('/') + 1);
    return simple.replace('$', '.') + (open < 0 ? "" : "()");
  }

  /** {@return the number of methods that can suspend} */
  public int suspending() {
    return all(Trait.SUSPENDS).size();
  }

  /** {@return the number of methods that can block natively} */
  public int blocking() {
    return all(Trait.BLOCKS).size();
  }

  /** {@return the content of the file, sorted, with a line break at the end of each line} */
  @Override
  public String toString() {
    var text = new StringBuilder(HEADER).append('\n');
    for (Trait trait : Trait.values()) {
      all(trait)
          .forEach((method, from) ->
              text.append(word(trait))
                  .append(' ')
                  .append(method)
                  .append(' ')
                  .append(from)
                  .append('\n'));
    }
    return text.toString();
  }
}
