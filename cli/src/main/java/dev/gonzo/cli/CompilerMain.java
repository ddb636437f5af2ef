package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The main class of the JVM that compiles a program for {@link CompilerProcess}. It writes a {@link
 * CompilerReply} to its standard output.
 */
public final class CompilerMain {
  private CompilerMain() {}

  /**
   * Compiles a program.
   *
   * @param arguments the file, and the class path of the program
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    var said = new ByteArrayOutputStream();
    CompilerReply reply;
    try {
      var errors = new PrintStream(said, false, UTF_8);
      reply =
          new CompilerReply.Success(Compiler.compile(Path.of(arguments[0]), arguments[1], errors));
    } catch (Refusal refusal) {
      reply = new CompilerReply.Failure(refusal, said.toString(UTF_8));
    }
    System.out.write(reply.toBytes());
    System.out.flush();
  }
}
