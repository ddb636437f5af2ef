package dev.gonzo.cli.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Texts between the command and its workers: each with its length, since they may be long. */
final class Wire {
  private Wire() {}

  static void text(DataOutputStream output, String text) throws IOException {
    bytes(output, text.getBytes(UTF_8));
  }

  static String text(DataInputStream input) throws IOException {
    return new String(bytes(input), UTF_8);
  }

  static void bytes(DataOutputStream output, byte[] bytes) throws IOException {
    output.writeInt(bytes.length);
    output.write(bytes);
  }

  static byte[] bytes(DataInputStream input) throws IOException {
    int length = input.readInt();
    byte[] bytes = input.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  static void texts(DataOutputStream output, Collection<String> texts) throws IOException {
    output.writeInt(texts.size());
    for (String text : texts) {
      text(output, text);
    }
  }

  static List<String> texts(DataInputStream input) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      texts.add(text(input));
    }
    return texts;
  }

  static void perhaps(DataOutputStream output, Optional<String> text) throws IOException {
    texts(output, text.stream().toList());
  }

  static Optional<String> perhaps(DataInputStream input) throws IOException {
    return texts(input).stream().findFirst();
  }
}
