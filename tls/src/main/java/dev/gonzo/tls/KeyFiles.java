package dev.gonzo.tls;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The contents of the files of certificates and keys, which were read before they are needed. */
final class KeyFiles {
  private static final int JAVA_KEYS = 0xFEEDFEED;
  private static final int JAVA_SECRETS = 0xCECECECE;
  private static final int DER_SEQUENCE = 0x30;

  private final Map<Path, byte[]> contents = new HashMap<>();

  private KeyFiles() {}

  /** Reads files. Suspends; a checkpoint for each file. */
  @Async
  static KeyFiles read(List<Path> files) throws IOException {
    var read = new KeyFiles();
    for (Path file : files) {
      if (!read.contents.containsKey(file)) {
        read.contents.put(file, AsyncFiles.readAllBytes(file));
      }
    }
    return read;
  }

  /** The bytes of one of the files. */
  byte[] bytes(Path file) {
    byte[] bytes = contents.get(file);
    if (bytes == null) {
      throw new AssertionError(file + " was not read");
    }
    return bytes;
  }

  /** Opens one of the files as a key store. Computes for long. */
  KeyStore store(Path file, char[] password) throws IOException, GeneralSecurityException {
    byte[] bytes = bytes(file);
    KeyStore store = KeyStore.getInstance(format(bytes));
    store.load(new ByteArrayInputStream(bytes), password);
    return store;
  }

  /** The format by the first bytes; the JDK finds out only that of a file that it reads itself. */
  private static String format(byte[] bytes) {
    int start = 0;
    for (int i = 0; i < Math.min(Integer.BYTES, bytes.length); i++) {
      start = start << Byte.SIZE | Byte.toUnsignedInt(bytes[i]);
    }
    return switch (start) {
      case JAVA_KEYS -> "JKS";
      case JAVA_SECRETS -> "JCEKS";
      default ->
          bytes.length > 0 && bytes[0] == DER_SEQUENCE ? "PKCS12" : KeyStore.getDefaultType();
    };
  }
}
