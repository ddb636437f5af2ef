package dev.gonzo.cli.training;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gonzo.kernel.Kernel;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.Output;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A server that answers lines over TLS, with a certificate of its own, and its clients. */
final class TlsTraining {
  private static final String PASSWORD = "training";
  private static final int CONNECTIONS = 20;
  private static final int LINES = 100;

  private TlsTraining() {}

  static void run(Kernel kernel, Path directory) throws Exception {
    Path keys = directory.resolve("keys.p12");
    createKeys(keys);
    Path certificate = directory.resolve("certificate.pem");
    Files.writeString(certificate, certificate(keys));
    var server = TlsOptions.defaults().withKeyStore(keys, PASSWORD);
    var client = TlsOptions.defaults().withTrusted(certificate);
    dev.gonzo.Gonzo.run(kernel, () -> main(server, client));
  }

  /** The JDK has no public class that creates a certificate, only this tool. */
  private static void createKeys(Path file) throws IOException, InterruptedException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "training",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("keytool ended with " + status);
    }
  }

  private static String certificate(Path keys) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    byte[] bytes = store.getCertificate("training").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes)
        + "\n-----END CERTIFICATE-----\n";
  }

  private static void main(TlsOptions server, TlsOptions client) throws IOException {
    try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
      var serving = spawn(() -> listener.serve(Tls.handler(server, TlsTraining::answer)));
      int port = listener.localAddress().getPort();
      for (int i = 0; i < CONNECTIONS; i++) {
        try (TlsStream stream = Tls.client(Tcp.connect("127.0.0.1", port), "localhost", client)) {
          converse(stream);
        }
      }
      serving.requestCancel("every client has ended");
    }
  }

  private static void answer(TlsStream client) throws IOException {
    var output = Output.of(client);
    for (var line : Input.of(client).lines()) {
      output.writeLine("you said " + line);
      output.flush();
    }
  }

  private static void converse(TlsStream stream) throws IOException {
    var input = Input.of(stream);
    var output = Output.of(stream);
    for (int i = 0; i < LINES; i++) {
      output.writeLine("line " + i);
      output.flush();
      if (input.readLine() == null) {
        throw new IOException("the server closed the connection");
      }
    }
  }
}
