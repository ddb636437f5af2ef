package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A key and a certificate for servers, made by the JDK's keytool, in the forms that they read. */
final class Keys {
  private static final String PASSWORD = "benchmark";
  private static final String ALIAS = "server";

  private Keys() {}

  /**
   * Makes {@code keys.p12}, {@code certificate.pem} and {@code key.pem}, unless they are there.
   *
   * @param directory where
   * @throws IOException if keytool fails
   */
  static void make(Path directory) throws IOException {
    if (Files.exists(directory.resolve("key.pem"))) {
      return;
    }
    Files.createDirectories(directory);
    Path store = directory.resolve("keys.p12");
    Files.deleteIfExists(store);
    Commands.build(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-validity",
            "3650",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD),
        directory,
        directory.resolve("keytool.log"));
    try (var input = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(input, PASSWORD.toCharArray());
      write(
          directory.resolve("certificate.pem"),
          "CERTIFICATE",
          keys.getCertificate(ALIAS).getEncoded());
      write(
          directory.resolve("key.pem"),
          "PRIVATE KEY",
          keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException failure) {
      throw new IOException("the keys in " + store + " cannot be read", failure);
    }
  }

  private static void write(Path file, String kind, byte[] bytes) throws IOException {
    var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(kind, encoder.encodeToString(bytes), kind));
  }
}
