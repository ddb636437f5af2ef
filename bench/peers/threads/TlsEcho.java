import java.net.InetAddress;
import java.nio.file.Files;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An echo server over TLS with the JDK's sockets, and a virtual thread for each connection. */
void main(String[] arguments) throws Exception {
  int port = Integer.parseInt(arguments[0]);
  var context = context(Path.of(arguments[1], "keys.p12"));
  try (var listener =
      context
          .getServerSocketFactory()
          .createServerSocket(port, 4096, InetAddress.getLoopbackAddress())) {
    while (true) {
      var client = (SSLSocket) listener.accept();
      Thread.startVirtualThread(() -> echo(client));
    }
  }
}

SSLContext context(Path keys) throws Exception {
  var password = "benchmark".toCharArray();
  var store = KeyStore.getInstance("PKCS12");
  try (var input = Files.newInputStream(keys)) {
    store.load(input, password);
  }
  var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
  managers.init(store, password);
  var context = SSLContext.getInstance("TLS");
  context.init(managers.getKeyManagers(), null, null);
  return context;
}

void echo(SSLSocket client) {
  try (client) {
    client.setTcpNoDelay(true);
    var input = client.getInputStream();
    var output = client.getOutputStream();
    var buffer = new byte[65536];
    for (int n; (n = input.read(buffer)) > 0; ) {
      output.write(buffer, 0, n);
    }
  } catch (IOException _) {
    // The client has gone.
  }
}
