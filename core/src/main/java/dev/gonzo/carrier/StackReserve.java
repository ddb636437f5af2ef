package dev.gonzo.carrier;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Checks that the calling thread has enough stack left for a change that takes several steps. If
 * not, the check itself throws the {@link StackOverflowError}, before anything is half done: a task
 * that recurses too deep fails alone.
 *
 * <p>Discussion: Java cannot ask how much stack is left. But on entry to a method the JVM checks
 * that the method's whole interpreter frame fits; compiled code checks this too, because it may
 * have to return to the interpreter. So calling a method with very many local variables is the
 * check, and costs a few nanoseconds once compiled, since the frame is not written to. Java source
 * would need thousands of lines for such a method, so its class file is generated here, byte by
 * byte.
 */
public final class StackReserve {
  // Each is larger than the one before by what is called in between, and by a page of 4 KiB:
  // compiled code checks page by page, the interpreter byte by byte.

  /** For a trap that never suspends, in interpreter frames. */
  public static final int PLAIN_TRAP_BYTES = 8 * 1024;

  /** For an operation that changes its state and then makes plain traps. */
  public static final int OPERATION_BYTES = PLAIN_TRAP_BYTES + 7 * 1024;

  /**
   * For any trap and its undo. More than an operation needs: so what was acquired by a trap can be
   * released by an operation of the same caller.
   */
  public static final int TRAP_BYTES = OPERATION_BYTES + 5 * 1024;

  /** For leaving a block, which may wait for others. */
  public static final int BLOCK_BYTES = TRAP_BYTES + 12 * 1024;

  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;

  private static final MethodHandle PLAIN_TRAP = checking(PLAIN_TRAP_BYTES);
  private static final MethodHandle OPERATION = checking(OPERATION_BYTES);
  private static final MethodHandle TRAP = checking(TRAP_BYTES);
  private static final MethodHandle BLOCK = checking(BLOCK_BYTES);

  // Never true, but the JIT compilers do not know that: so they keep the call that depends on it,
  // and the size of the interpreter frame with it.
  private static boolean never;

  private StackReserve() {}

  /**
   * Checks that there is enough stack to answer a trap that never suspends.
   *
   * @throws StackOverflowError if there is not
   */
  public static void requireForPlainTrap() {
    try {
      PLAIN_TRAP.invokeExact(never);
    } catch (Throwable overflow) {
      StackReserve.<RuntimeException>rethrow(overflow);
    }
  }

  /**
   * Checks that there is enough stack for an operation that changes something in several steps, and
   * makes traps that never suspend. Called before the first change.
   *
   * @throws StackOverflowError if there is not
   */
  public static void requireForOperation() {
    try {
      OPERATION.invokeExact(never);
    } catch (Throwable overflow) {
      StackReserve.<RuntimeException>rethrow(overflow);
    }
  }

  /**
   * Checks that there is enough stack to leave a block that is entered now, also if its end has to
   * wait for others. The end is called from where the block was entered, so it finds the same
   * stack.
   *
   * @throws StackOverflowError if there is not
   */
  public static void requireForBlock() {
    try {
      BLOCK.invokeExact(never);
    } catch (Throwable overflow) {
      StackReserve.<RuntimeException>rethrow(overflow);
    }
  }

  /**
   * Checks that there is enough stack to change something and then wake a task. The wake-up itself
   * requires less, so it does not fail after the change. Called before the first change.
   *
   * @throws StackOverflowError if there is not
   */
  public static void requireForWakeUp() {
    requireForBlock();
  }

  /**
   * Checks that there is enough stack to answer any trap.
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

  // Here and not shared, because at the end of the stack another class may not be loaded.
  @SuppressWarnings("unchecked")
  private static <X extends Throwable> void rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /**
   * Null where it cannot be made: tasks run without it, but one that recurses too deep may break
   * others.
   */
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
   * Thread.dumpStack(); } }}, with many local variables, and with code too long to be inlined into
   * its caller.
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
    file.writeShort(0x20); // ACC_SUPER, as every compiler sets
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
