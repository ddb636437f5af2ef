package dev.gonzo.carrier;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Checks, before something is changed in several steps, that the calling thread has the stack for
 * all of them. Otherwise a {@link StackOverflowError} is thrown by the check, where nothing is half
 * done: a task that recurses too deep fails, and takes nothing with it.
 *
 * <p>Discussion: Java has no way to ask how much stack is left. But the JVM checks on entry of a
 * method that the whole frame of that method fits, as the interpreter would lay it out; compiled
 * code checks the same, because it may have to go back to the interpreter. So a call of a method
 * with very many local variables is the question, and costs a few nanoseconds when it is compiled:
 * the frame is not written to. The compiler of Java allows no such method in fewer than thousands
 * of lines, and so its class file is written here, byte by byte.
 */
public final class StackReserve {
  /** Enough for any trap, with the frames of the interpreter, and for what undoes it. */
  private static final int TRAP_BYTES = 12 * 1024;

  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;

  private static final MethodHandle TRAP = checking(TRAP_BYTES);

  // Never true, which the compilers do not know: so they keep the call behind it in mind, and with
  // it the frame of the interpreter.
  private static boolean never;

  private StackReserve() {}

  /**
   * Checks that there is stack enough to answer a trap.
   *
   * @throws StackOverflowError if there is not
   */
  public static void requireForTrap() {
    try {
      TRAP.invokeExact(never);
    } catch (Throwable overflow) {
      StackReserve.<RuntimeException>rethrow(overflow);
    }
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** Without it tasks run as well; only one that recurses too deep may take others with it. */
  private static MethodHandle checking(int bytes) {
    var type = MethodType.methodType(void.class, boolean.class);
    try {
      var lookup = MethodHandles.lookup();
      var made = lookup.defineHiddenClass(classWithLargeFrame(bytes / Long.BYTES), true);
      return made.findStatic(made.lookupClass(), "check", type);
    } catch (ReflectiveOperationException | IOException | RuntimeException | Error unavailable) {
      return MethodHandles.empty(type);
    }
  }

  /**
   * The class file of {@code class Check { static void check(boolean b) { if (b)
   * Thread.dumpStack(); } }}, with many local variables, and with code that is too long to become a
   * part of its caller.
   */
  private static byte[] classWithLargeFrame(int locals) throws IOException {
    int padding = 400;
    int codeBytes = 7 + padding + 1;
    var bytes = new ByteArrayOutputStream();
    var file = new DataOutputStream(bytes);
    file.writeInt(0xCAFEBABE);
    file.writeShort(0);
    file.writeShort(65); // Java 21
    file.writeShort(15); // one more than there are constants
    writeClass(file, 2); // 1
    writeText(file, "dev/gonzo/carrier/Check"); // 2
    writeClass(file, 4); // 3
    writeText(file, "java/lang/Object"); // 4
    writeText(file, "check"); // 5
    writeText(file, "(Z)V"); // 6
    writeText(file, "Code"); // 7
    writeText(file, "StackMapTable"); // 8
    writePair(file, METHOD, 10, 12); // 9: Thread.dumpStack()
    writeClass(file, 11); // 10
    writeText(file, "java/lang/Thread"); // 11
    writePair(file, NAME_AND_TYPE, 13, 14); // 12
    writeText(file, "dumpStack"); // 13
    writeText(file, "()V"); // 14
    file.writeShort(0x20); // a class as every compiler makes it
    file.writeShort(1);
    file.writeShort(3);
    file.writeShort(0); // no interfaces
    file.writeShort(0); // no fields
    file.writeShort(1); // one method
    file.writeShort(0x8); // static
    file.writeShort(5);
    file.writeShort(6);
    file.writeShort(1);
    file.writeShort(7);
    file.writeInt(12 + codeBytes + 11);
    file.writeShort(1); // the operands
    file.writeShort(locals);
    file.writeInt(codeBytes);
    file.writeByte(0x1a); // iload_0
    file.writeByte(0x99); // ifeq: to the return
    file.writeShort(codeBytes - 2);
    file.writeByte(0xb8); // invokestatic
    file.writeShort(9);
    file.write(new byte[padding]); // nop
    file.writeByte(0xb1); // return
    file.writeShort(0); // no handlers
    file.writeShort(1); // one attribute of the code
    file.writeShort(8);
    file.writeInt(5);
    file.writeShort(1); // one frame: at the return, as at the beginning
    file.writeByte(251);
    file.writeShort(codeBytes - 1);
    file.writeShort(0); // no attributes of the class
    return bytes.toByteArray();
  }

  private static void writeClass(DataOutputStream file, int name) throws IOException {
    file.writeByte(7);
    file.writeShort(name);
  }

  private static void writeText(DataOutputStream file, String text) throws IOException {
    file.writeByte(1);
    file.writeUTF(text);
  }

  private static void writePair(DataOutputStream file, int tag, int first, int second)
      throws IOException {
    file.writeByte(tag);
    file.writeShort(first);
    file.writeShort(second);
  }
}
