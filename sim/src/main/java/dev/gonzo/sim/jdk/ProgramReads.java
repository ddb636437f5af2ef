package dev.gonzo.sim.jdk;

import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes the calls of a program that read its environment, its system properties, and files: they
 * go through {@link ReadCalls}.
 */
final class ProgramReads {
  private static final String CONSTRUCTOR = "<init>";
  private static final String GONZO = "dev/gonzo/";

  /** The only programs in Gonzo's own packages. */
  private static final String EXAMPLES = GONZO + "examples/";

  /** The classes whose constructors open a file, and what names it there. */
  private static final Map<String, Set<String>> OPENING =
      Map.of(
          "java/io/FileInputStream", Set.of("String", "File"),
          "java/io/FileReader", Set.of("String", "File"),
          "java/util/Scanner", Set.of("File", "Path"));

  private ProgramReads() {}

  /** Whether a class is of a program, or of a library that it uses, and not of Gonzo. */
  static boolean isIn(String type) {
    return !type.startsWith(GONZO) || type.startsWith(EXAMPLES);
  }

  /**
   * Writes a call.
   *
   * @return whether it was one of these; otherwise nothing is written
   */
  static boolean write(CodeBuilder code, InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    MethodTypeDesc shape = call.typeSymbol();
    if (call.name().equalsString(CONSTRUCTOR)) {
      return opens(code, call, owner, shape);
    }
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    if (!isStatic && call.opcode() != Opcode.INVOKEVIRTUAL) {
      return false;
    }
    int arguments = shape.parameterCount() + (isStatic ? 0 : 1);
    String key = key(owner, call.name().stringValue(), arguments);
    if (!ReadCalls.isOne(key) || !owner.startsWith("java/")) {
      return false;
    }
    read(code, key, arguments);
    ClassDesc type = shape.returnType();
    if (type.equals(CD_boolean)) {
      code.checkcast(CD_Boolean)
          .invokevirtual(CD_Boolean, "booleanValue", MethodTypeDesc.of(CD_boolean));
    } else if (type.equals(CD_long)) {
      code.checkcast(CD_Long).invokevirtual(CD_Long, "longValue", MethodTypeDesc.of(CD_long));
    } else {
      code.checkcast(type);
    }
    return true;
  }

  /** Replaces the name of the file, which is the first argument of one or two. */
  private static boolean opens(
      CodeBuilder code, InvokeInstruction call, String owner, MethodTypeDesc shape) {
    Set<String> names = OPENING.getOrDefault(owner, Set.of());
    int count = shape.parameterCount();
    if (count < 1 || count > 2 || !names.contains(shape.parameterType(0).displayName())) {
      return false;
    }
    if (count == 2) {
      code.swap();
    }
    read(code, key(owner, "new", 1), 1);
    code.checkcast(shape.parameterType(0));
    if (count == 2) {
      code.swap();
    }
    code.with(call);
    return true;
  }

  private static String key(String owner, String name, int arguments) {
    return owner.substring(owner.lastIndexOf('/') + 1) + "." + name + "/" + arguments;
  }

  private static void read(CodeBuilder code, String key, int arguments) {
    code.loadConstant(key).invokestatic(ClockHook.CLASS, "read", shape(arguments));
  }

  /** The shape of the hook's methods: the arguments, and then the name of the call. */
  static MethodTypeDesc shape(int arguments) {
    List<ClassDesc> parameters = new ArrayList<>();
    for (int i = 0; i < arguments; i++) {
      parameters.add(CD_Object);
    }
    parameters.add(CD_String);
    return MethodTypeDesc.of(CD_Object, parameters);
  }
}
