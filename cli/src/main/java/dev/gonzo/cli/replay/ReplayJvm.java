package dev.gonzo.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import dev.gonzo.cli.jvm.ChildJvm;
import dev.gonzo.cli.jvm.TemporaryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A JVM that replays, connected to this one as its debugger. It connects to a port that this
 * process listens on for it alone: a port on which the other JVM listened would let every user of
 * the machine run code in it. A token shows that the JVM is the one that was started.
 */
final class ReplayJvm implements AutoCloseable {
  private static final String TIMEOUT_MILLIS = "60000";
  private static final int TOKEN_BYTES = 16;
  private static final int LONGEST_OUTPUT = 1 << 16;

  private final VirtualMachine machine;
  private final TemporaryDirectory directory;
  private final String token;
  private long shown;

  private ReplayJvm(VirtualMachine machine, TemporaryDirectory directory, String token) {
    this.machine = machine;
    this.directory = directory;
    this.token = token;
  }

  /**
   * Starts one, which is suspended before its first class.
   *
   * @throws CannotDoException if it does not start
   */
  static ReplayJvm start(ReplayProgram program) throws CannotDoException, IOException {
    ListeningConnector connector = listening();
    Map<String, Connector.Argument> where = connector.defaultArguments();
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    var directory = TemporaryDirectory.create("gonzo-replay");
    try {
      set(where, "localAddress", "127.0.0.1");
      set(where, "port", "0");
      set(where, "timeout", TIMEOUT_MILLIS);
      String address = connector.startListening(where);
      Process process = launch(program, address, token, directory);
      var _ = process.onExit().thenRun(() -> stop(connector, where));
      VirtualMachine machine = connector.accept(where);
      return new ReplayJvm(machine, directory, token);
    } catch (IOException | IllegalConnectorArgumentsException failure) {
      String said = tail(output(directory));
      directory.close();
      throw new CannotDoException(
          "the JVM that replays has not started: "
              + (said.isEmpty() ? failure.getMessage() : said));
    } finally {
      stop(connector, where);
    }
  }

  private static ListeningConnector listening() {
    return Bootstrap.virtualMachineManager().listeningConnectors().stream()
        .filter(connector -> connector.name().equals("com.sun.jdi.SocketListen"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this JDK has no debugger's socket"));
  }

  private static void set(Map<String, Connector.Argument> where, String name, String value)
      throws IllegalConnectorArgumentsException {
    Connector.Argument argument = where.get(name);
    if (argument == null) {
      throw new IllegalConnectorArgumentsException("this JDK has no such argument", name);
    }
    argument.setValue(value);
  }

  private static void stop(ListeningConnector connector, Map<String, Connector.Argument> where) {
    try {
      connector.stopListening(where);
    } catch (IOException | IllegalConnectorArgumentsException stopped) {
      // already
    }
  }

  private static Process launch(
      ReplayProgram program, String address, String token, TemporaryDirectory directory)
      throws IOException {
    List<String> command = new ArrayList<>(program.command());
    int main = command.size() - 1;
    command.add(
        main,
        "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,quiet=y,address=127.0.0.1:"
            + address.substring(address.lastIndexOf(':') + 1));
    command.addAll(program.arguments());
    var builder =
        ChildJvm.builder(command)
            .redirectErrorStream(true)
            .redirectOutput(output(directory).toFile());
    builder.environment().put("GONZO_REPLAY_TOKEN", token);
    return directory.start(builder);
  }

  VirtualMachine machine() {
    return machine;
  }

  String token() {
    return token;
  }

  /**
   * {@return what the program has printed since the last call} A file has it all at the moment when
   * the JVM is suspended; a pipe might not.
   */
  String newOutput() throws IOException {
    try (var file = Files.newByteChannel(output(directory))) {
      long size = file.size();
      long from = Math.max(shown, size - LONGEST_OUTPUT);
      String left = from > shown ? "... (" + (from - shown) + " bytes)\n" : "";
      file.position(from);
      var buffer = ByteBuffer.allocate((int) (size - from));
      while (buffer.hasRemaining() && file.read(buffer) >= 0) {
        // on to the end
      }
      shown = size;
      return left + UTF_8.decode(buffer.flip());
    }
  }

  private static Path output(TemporaryDirectory directory) {
    return directory.path().resolve("output");
  }

  private static String tail(Path output) throws IOException {
    return Files.exists(output) ? Files.readString(output).strip() : "";
  }

  /** Ends the JVM, whatever it does, and waits for its end. */
  @Override
  public void close() {
    directory.close();
  }
}
