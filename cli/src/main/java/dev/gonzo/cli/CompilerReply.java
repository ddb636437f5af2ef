package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the JVM that compiles a program answers. */
sealed interface CompilerReply {
  /** The program was compiled. */
  record Success(Compiled compiled) implements CompilerReply {}

  /**
   * The program was refused.
   *
   * @param refusal why
   * @param said the messages of javac
   */
  record Failure(Refusal refusal, String said) implements CompilerReply {}

  /** {@return the reply as bytes} */
  default byte[] toBytes() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var output = new DataOutputStream(bytes);
    switch (this) {
      case Success success -> {
        output.writeBoolean(true);
        output.write(ProgramEntry.write(success.compiled()));
      }
      case Failure failure -> {
        output.writeBoolean(false);
        output.writeInt(failure.refusal().status());
        output.writeUTF(failure.refusal().sentence());
        output.write(failure.said().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a reply.
   *
   * @param file the source, as the user typed it
   * @param bytes the bytes of the reply
   * @return the reply; empty if these are not the bytes of one, or not all of them
   * @throws IOException if they end too early
   */
  static Optional<CompilerReply> read(Path file, byte[] bytes) throws IOException {
    var input = new DataInputStream(new ByteArrayInputStream(bytes));
    if (input.readBoolean()) {
      return ProgramEntry.read(file, input.readAllBytes()).map(Success::new);
    }
    var refusal = new Refusal(input.readInt(), input.readUTF());
    return Optional.of(new Failure(refusal, new String(input.readAllBytes(), UTF_8)));
  }
}
