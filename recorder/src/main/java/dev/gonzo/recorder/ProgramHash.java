package dev.gonzo.recorder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The hash of a program, by which a replay sees whether the program has changed. */
public final class ProgramHash {
  private ProgramHash() {}

  /**
   * Computes the hash of class files.
   *
   * @param classes the class files, by binary name
   * @return the hash, in hexadecimal
   */
  public static String of(Map<String, byte[]> classes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(classes)
          .forEach((name, bytes) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible); // each JVM has it
    }
  }
}
