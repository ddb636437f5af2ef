package dev.gonzo.recorder.format;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a recording is of.
 *
 * @param version the version of the format
 * @param program the main class or the file; empty if it is not known
 * @param arguments the program's arguments
 * @param hash a hash of the program's source or classes; empty if it is not known
 * @param jvm the JVM
 * @param begun when it began
 * @param withData whether it has the bytes that were received
 * @param withPlaces whether it has the place in the program of each trap
 * @param withReads whether it has what tasks read from the JDK's clocks and random numbers, so that
 *     a replay needs the agent too
 * @param fromMiddle whether the program ran before it began
 * @param keepLast whether the oldest events are dropped at its limit
 */
public record RecordingHeader(
    int version,
    String program,
    List<String> arguments,
    String hash,
    String jvm,
    Instant begun,
    boolean withData,
    boolean withPlaces,
    boolean withReads,
    boolean fromMiddle,
    boolean keepLast) {
  /** The version that is written. */
  public static final int VERSION = 1;

  private static final String FILE = "recording.properties";
  private static final int MOST_BYTES = 1 << 20;

  /** Copies the arguments. */
  public RecordingHeader {
    arguments = List.copyOf(arguments);
  }

  void write(Path directory) throws IOException {
    var properties = new Properties();
    properties.setProperty("version", Integer.toString(version));
    properties.setProperty("program", program);
    properties.setProperty("arguments", Integer.toString(arguments.size()));
    for (int i = 0; i < arguments.size(); i++) {
      properties.setProperty("argument." + i, arguments.get(i));
    }
    properties.setProperty("hash", hash);
    properties.setProperty("jvm", jvm);
    properties.setProperty("begun", begun.toString());
    properties.setProperty("data", Boolean.toString(withData));
    properties.setProperty("places", Boolean.toString(withPlaces));
    properties.setProperty("reads", Boolean.toString(withReads));
    properties.setProperty("middle", Boolean.toString(fromMiddle));
    properties.setProperty("last", Boolean.toString(keepLast));
    var text = new StringWriter();
    properties.store(text, "A recording of Gonzo. It has what the program has received.");
    Path file = directory.resolve(FILE);
    try (FileChannel channel =
        FileChannel.open(
            file,
            OwnFiles.with(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnFiles.fileAttributes(file))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
    }
  }

  static RecordingHeader read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    OwnFiles.requireFile(file);
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is damaged: it is too large");
    }
    var properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
      int version = Integer.parseInt(properties.getProperty("version", "0"));
      if (version != VERSION) {
        throw new IOException(
            directory
                + " has the format "
                + version
                + ", and this version of Gonzo reads the format "
                + VERSION
                + ": use the version that recorded it");
      }
      var arguments = new ArrayList<String>();
      int count = Integer.parseInt(properties.getProperty("arguments", "0"));
      for (int i = 0; i < count; i++) {
        String argument = properties.getProperty("argument." + i);
        if (argument == null) {
          throw new IllegalArgumentException("an argument is missing");
        }
        arguments.add(argument);
      }
      return new RecordingHeader(
          version,
          properties.getProperty("program", ""),
          arguments,
          properties.getProperty("hash", ""),
          properties.getProperty("jvm", ""),
          Instant.parse(properties.getProperty("begun", "")),
          flag(properties, "data"),
          flag(properties, "places"),
          flag(properties, "reads"),
          flag(properties, "middle"),
          flag(properties, "last"));
    } catch (IllegalArgumentException | DateTimeException damaged) {
      throw new IOException(file + " is damaged: " + damaged.getMessage(), damaged);
    }
  }

  private static boolean flag(Properties properties, String name) {
    return Boolean.parseBoolean(properties.getProperty(name, "false"));
  }
}
