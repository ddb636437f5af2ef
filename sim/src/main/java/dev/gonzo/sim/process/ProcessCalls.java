package dev.gonzo.sim.process;

import dev.gonzo.sim.jdk.SimulationThread;
import dev.gonzo.sim.kernel.SimulatedProcess;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of a simulated process call in place of methods of the JDK that are about the
 * whole JVM: they end the process and not the simulation, and see the environment of the process.
 * Public for these classes, which are changed when they are loaded.
 */
public final class ProcessCalls {
  private static final ClassDesc HERE = ClassDesc.of(ProcessCalls.class.getName());
  private static final MethodTypeDesc IN =
      MethodTypeDesc.of(ClassDesc.of(InputStream.class.getName()));
  private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");

  private ProcessCalls() {}

  // ---------------------------------------------------------------- what is called

  private static @Nullable RunningProgram program() {
    return SimulationThread.jvmHere() instanceof SimulatedProcess process
            && process.program() instanceof RunningProgram running
        ? running
        : null;
  }

  /**
   * In place of {@link System#exit}: ends the process. Shutdown hooks do not run.
   *
   * @param status its exit status
   */
  public static void exit(int status) {
    RunningProgram program = program();
    if (program == null) {
      System.exit(status);
      return;
    }
    program.exit(status);
    while (true) {
      LockSupport.park(program); // the rest of the turn would be code that runs after the end
    }
  }

  /**
   * In place of {@link Runtime#exit}.
   *
   * @param jvm the JVM
   * @param status the exit status
   */
  public static void exit(Runtime jvm, int status) {
    exit(status);
  }

  /**
   * In place of {@link Runtime#halt}.
   *
   * @param jvm the JVM
   * @param status the exit status
   */
  public static void halt(Runtime jvm, int status) {
    exit(status);
  }

  /**
   * In place of {@link System#getenv(String)}.
   *
   * @param name the name of a variable
   * @return its value; null if it is not set
   */
  public static @Nullable String getenv(String name) {
    RunningProgram program = program();
    return program == null ? System.getenv(name) : program.environment().get(name);
  }

  /** {@return in place of {@link System#getenv()}: the whole environment} */
  public static Map<String, String> getenv() {
    RunningProgram program = program();
    return program == null ? System.getenv() : Collections.unmodifiableMap(program.environment());
  }

  /** {@return in place of {@link System#in}: the standard input} */
  public static InputStream in() {
    RunningProgram program = program();
    return program == null ? System.in : program.streams().blockingInput();
  }

  // ---------------------------------------------------------------- the change

  private static boolean isReplaced(String owner, String name) {
    return switch (owner) {
      case "java/lang/System" -> name.equals("exit") || name.equals("getenv") || name.equals("in");
      case "java/lang/Runtime" -> name.equals("exit") || name.equals("halt");
      default -> false;
    };
  }

  /** A class in which the methods of this one are called. */
  static byte[] changed(byte[] bytes, ClassLoader loader) {
    ClassFile format =
        ClassFile.of(
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel model = format.parse(bytes);
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member
          && isReplaced(member.owner().asInternalName(), member.name().stringValue())) {
        return format.transformClass(
            model, ClassTransform.transformingMethodBodies(ProcessCalls::change));
      }
    }
    return bytes;
  }

  private static void change(CodeBuilder code, CodeElement element) {
    if (element instanceof FieldInstruction field
        && field.opcode() == Opcode.GETSTATIC
        && isReplaced(field.owner().asInternalName(), field.name().stringValue())) {
      code.invokestatic(HERE, "in", IN);
    } else if (element instanceof InvokeInstruction call
        && isReplaced(call.owner().asInternalName(), call.name().stringValue())) {
      MethodTypeDesc type = call.typeSymbol();
      boolean ofRuntime = call.owner().asInternalName().equals("java/lang/Runtime");
      code.invokestatic(
          HERE,
          call.name().stringValue(),
          ofRuntime ? type.insertParameterTypes(0, RUNTIME) : type);
    } else {
      code.with(element);
    }
  }
}
