package dev.gonzo.torture;

import dev.gonzo.carrier.StackReserve;
import dev.gonzo.kernel.driver.linux.FailingCalls;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * An agent that makes every allocation, method entry, system call and thread start of Gonzo's own
 * classes call {@link Faults}, which makes one of them fail. For tests.
 */
public final class FaultAgent {
  private static final ClassDesc FAULTS = ClassDesc.of(Faults.class.getName());
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final MethodTypeDesc OF_INT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
  private static final MethodTypeDesc OF_CALL =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_long);
  private static final MethodTypeDesc OF_LONG =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long);

  /** Methods of the JDK's collections that may allocate. */
  private static final Set<String> GROWING =
      Set.of(
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "copyOf",
          "iterator",
          "of",
          "offer",
          "ofNullable",
          "put",
          "putIfAbsent",
          "toArray",
          "toList");

  /**
   * Methods that put an element into a collection of the JDK where its place is already allocated,
   * that of the element taken just before. They allocate nothing, and are called where nothing may
   * fail.
   */
  private static final Set<String> HAVE_ROOM =
      Set.of("dev/gonzo/queue/ItemBuffer$Fifo.add", "dev/gonzo/queue/ItemBuffer$Heap.add");

  /** The methods that check for stack, and how many bytes each checks for. */
  private static final Map<String, Integer> RESERVES =
      Map.of(
          "requireForPlainTrap", StackReserve.PLAIN_TRAP_BYTES,
          "requireForOperation", StackReserve.OPERATION_BYTES,
          "requireForTrap", StackReserve.TRAP_BYTES,
          "requireForBlock", StackReserve.BLOCK_BYTES);

  /** The one class of the library that extends Thread and is started by the library. */
  private static final String OWN_THREAD = "dev/gonzo/AsyncThread$Own";

  private FaultAgent() {}

  /** Called by the JVM before the program begins. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    instrumentation.addTransformer(new Transformer());
  }

  /** Creates the jar file with which a JVM finds the agent; its classes are on the class path. */
  static Path jar(Path directory) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", FaultAgent.class.getName());
    Path path = directory.resolve("faults.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(path), manifest)) {
      return path;
    }
  }

  private static final class Transformer implements ClassFileTransformer {
    @Override
    public byte[] transform(
        ClassLoader loader,
        String name,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] bytes) {
      if (!isOwn(name, domain)) {
        return null;
      }
      try {
        ClassFile file =
            ClassFile.of(
                ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
        return file.transformClass(file.parse(bytes), new Points(name).transform());
      } catch (Throwable failure) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(4);
        return null;
      }
    }

    /** Whether it is a class of the library, not of the tests. */
    private static boolean isOwn(String name, ProtectionDomain domain) {
      return name != null
          && name.startsWith("dev/gonzo/")
          && domain != null
          && !domain
              .getCodeSource()
              .getLocation()
              .equals(Faults.class.getProtectionDomain().getCodeSource().getLocation());
    }
  }

  /** Where a method that makes a system call has its number. */
  private enum CallNumber {
    NONE,
    FIRST_PARAMETER,
    MMAP
  }

  /** The points of one class. */
  private static final class Points {
    private final String name;

    Points(String name) {
      this.name = name;
    }

    /**
     * The methods through which every system call is made, except the one whose result is ignored.
     */
    private CallNumber callNumber(MethodModel method) {
      if (!name.equals("dev/gonzo/kernel/driver/linux/SystemCalls")) {
        return CallNumber.NONE;
      }
      String signature = method.methodName().stringValue() + method.methodType().stringValue();
      return switch (signature) {
        case "brief(JJJJJJJ)I",
            "waiting(JJJJJJJ)I",
            "onHeap(JJLjava/lang/foreign/MemorySegment;JJJJ)I" ->
            CallNumber.FIRST_PARAMETER;
        case "map(JIIIJ)J" -> CallNumber.MMAP;
        default -> CallNumber.NONE;
      };
    }

    /** How many bytes of stack a method checks for; zero if it is no such check. */
    private int reserves(MethodModel method) {
      return name.equals("dev/gonzo/carrier/StackReserve")
          ? RESERVES.getOrDefault(method.methodName().stringValue(), 0)
          : 0;
    }

    ClassTransform transform() {
      return (builder, element) -> {
        if (element instanceof MethodModel method
            && method.code().isPresent()
            && !method.methodName().equalsString("<clinit>")) {
          boolean hasRoom = HAVE_ROOM.contains(name + "." + method.methodName().stringValue());
          builder.transformMethod(
              method,
              MethodTransform.transformingCode(
                  new InOneMethod(hasRoom, callNumber(method), reserves(method))));
        } else {
          builder.with(element);
        }
      };
    }
  }

  private static final class InOneMethod implements CodeTransform {
    private final boolean hasRoom;
    private final CallNumber callNumber;
    private final int reserved;

    InOneMethod(boolean hasRoom, CallNumber callNumber, int reserved) {
      this.hasRoom = hasRoom;
      this.callNumber = callNumber;
      this.reserved = reserved;
    }

    @Override
    public void atStart(CodeBuilder code) {
      point(code, "entry");
      switch (callNumber) {
        case NONE -> {}
        case FIRST_PARAMETER -> failAsSystem(code.lload(1), false);
        case MMAP -> failAsSystem(code.loadConstant(FailingCalls.MMAP), true);
      }
    }

    /** The method answers what fails, if something does, and makes no call then. */
    private static void failAsSystem(CodeBuilder code, boolean isLong) {
      code.invokestatic(FAULTS, "systemCall", OF_CALL)
          .dup()
          .ifThen(
              Opcode.IFNE,
              fails -> {
                if (isLong) {
                  fails.i2l().lreturn();
                } else {
                  fails.ireturn();
                }
              })
          .pop();
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case NewObjectInstruction _,
            NewReferenceArrayInstruction _,
            NewPrimitiveArrayInstruction _,
            NewMultiArrayInstruction _ ->
            point(code, "allocation");
        case InvokeDynamicInstruction made when makesAnObject(made) -> point(code, "allocation");
        case InvokeInstruction call when isBoxing(call, "java/lang/Integer") ->
            code.dup().invokestatic(FAULTS, "boxing", OF_INT);
        case InvokeInstruction call when isBoxing(call, "java/lang/Long") ->
            code.dup2().invokestatic(FAULTS, "boxing", OF_LONG);
        case InvokeInstruction call when isThreadStart(call) -> point(code, "threadStart");
        case InvokeInstruction call when !hasRoom && grows(call) -> point(code, "allocation");
        case ReturnInstruction _ when reserved > 0 ->
            code.loadConstant(reserved).invokestatic(FAULTS, "reserved", OF_INT);
        default -> {}
      }
      code.with(element);
    }

    /**
     * Leaves out the selection of a switch, and lambdas without captured variables, which are
     * created once.
     */
    private static boolean makesAnObject(InvokeDynamicInstruction made) {
      return !made.bootstrapMethod().owner().displayName().equals("SwitchBootstraps")
          && !made.typeSymbol().parameterList().isEmpty();
    }

    /** A thread pool starts one when it is given work. */
    private static boolean isThreadStart(InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      return call.name().equalsString("start")
              && (owner.startsWith("java/lang/Thread") || owner.equals(OWN_THREAD))
          || call.name().equalsString("execute") && owner.startsWith("java/util/concurrent/");
    }

    private static boolean grows(InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      String name = call.name().stringValue();
      return owner.startsWith("java/util/") && GROWING.contains(name)
          || owner.equals("java/lang/Thread") && name.equals("toString")
          || owner.equals("java/lang/StackWalker") && name.equals("walk");
    }

    private static boolean isBoxing(InvokeInstruction call, String boxes) {
      return call.name().equalsString("valueOf")
          && call.owner().asInternalName().equals(boxes)
          && call.type().stringValue().length() <= "(I)Ljava/lang/Integer;".length()
          && call.type().stringValue().charAt(1) != 'L';
    }

    private static void point(CodeBuilder code, String kind) {
      code.invokestatic(FAULTS, kind, NOTHING);
    }
  }
}
