package dev.gonzo.sim.process;

import dev.gonzo.sim.jdk.SimulationThread;
import dev.gonzo.sim.kernel.SimulatedProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code System.out} and {@code System.err}, which lead to the streams of the process whose code
 * calls them, and otherwise to where they led before. Each process has a stream with a lock of its
 * own: one that waits for room in its pipe holds up no other.
 */
@SuppressWarnings("AnnotateFormatMethod") // the methods of a PrintStream have no such annotation
final class Printing extends PrintStream {
  private final PrintStream others;
  private final Function<SimulatedProcess, PrintStream> ofProcess;

  private Printing(PrintStream others, Function<SimulatedProcess, PrintStream> ofProcess) {
    super(OutputStream.nullOutputStream(), false, others.charset());
    this.others = others;
    this.ofProcess = ofProcess;
  }

  /** Takes over both streams, unless they are taken over already. */
  static synchronized void takeOver() {
    if (!(System.out instanceof Printing)) {
      System.setOut(new Printing(System.out, process -> process.program().out()));
    }
    if (!(System.err instanceof Printing)) {
      System.setErr(new Printing(System.err, process -> process.program().err()));
    }
  }

  /** Where the standard output of the JVM leads. */
  static PrintStream realOut() {
    return System.out instanceof Printing printing ? printing.others : System.out;
  }

  /** Where the standard error of the JVM leads. */
  static PrintStream realErr() {
    return System.err instanceof Printing printing ? printing.others : System.err;
  }

  private PrintStream here() {
    return SimulationThread.jvmHere() instanceof SimulatedProcess process
        ? ofProcess.apply(process)
        : others;
  }

  @Override
  public void close() {
    flush(); // it is not the program's: another one may print
  }

  @Override
  public void print(boolean value) {
    here().print(value);
  }

  @Override
  public void print(char value) {
    here().print(value);
  }

  @Override
  public void print(int value) {
    here().print(value);
  }

  @Override
  public void print(long value) {
    here().print(value);
  }

  @Override
  public void print(float value) {
    here().print(value);
  }

  @Override
  public void print(double value) {
    here().print(value);
  }

  @Override
  public void print(char[] value) {
    here().print(value);
  }

  @Override
  public void print(@Nullable String value) {
    here().print(value);
  }

  @Override
  public void print(@Nullable Object value) {
    here().print(value);
  }

  @Override
  public void println(boolean value) {
    here().println(value);
  }

  @Override
  public void println(char value) {
    here().println(value);
  }

  @Override
  public void println(int value) {
    here().println(value);
  }

  @Override
  public void println(long value) {
    here().println(value);
  }

  @Override
  public void println(float value) {
    here().println(value);
  }

  @Override
  public void println(double value) {
    here().println(value);
  }

  @Override
  public void println(char[] value) {
    here().println(value);
  }

  @Override
  public void println(@Nullable String value) {
    here().println(value);
  }

  @Override
  public void println(@Nullable Object value) {
    here().println(value);
  }

  @Override
  public void println() {
    here().println();
  }

  @Override
  public void write(int one) {
    here().write(one);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    here().write(bytes);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    here().write(bytes, offset, length);
  }

  @Override
  public void writeBytes(byte[] bytes) {
    here().writeBytes(bytes);
  }

  @Override
  public PrintStream printf(String format, @Nullable Object... values) {
    return here().printf(format, values);
  }

  @Override
  public PrintStream printf(@Nullable Locale locale, String format, @Nullable Object... values) {
    return here().printf(locale, format, values);
  }

  @Override
  public PrintStream format(String format, @Nullable Object... values) {
    return here().format(format, values);
  }

  @Override
  public PrintStream format(@Nullable Locale locale, String format, @Nullable Object... values) {
    return here().format(locale, format, values);
  }

  @Override
  public PrintStream append(@Nullable CharSequence text) {
    return here().append(text);
  }

  @Override
  public PrintStream append(@Nullable CharSequence text, int start, int end) {
    return here().append(text, start, end);
  }

  @Override
  public PrintStream append(char one) {
    return here().append(one);
  }

  @Override
  public void flush() {
    here().flush();
  }

  @Override
  public boolean checkError() {
    return here().checkError();
  }

  @Override
  public Charset charset() {
    return here().charset();
  }
}
