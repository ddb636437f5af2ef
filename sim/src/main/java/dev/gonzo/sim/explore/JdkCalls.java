package dev.gonzo.sim.explore;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Set;

/**
 * Lets code report its calls of methods of the JDK, whose own code is not changed: they touch what
 * takes part in them.
 */
final class JdkCalls {
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(CD_void);
  private static final MethodTypeDesc CALL = MethodTypeDesc.of(CD_Object, CD_boolean);
  private static final MethodTypeDesc RETURNED =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_boolean);

  private static final String PRINTS = "java/lang/IO";

  /** Methods that change nothing, whatever class has them; if they have no arguments but one. */
  private static final Set<String> READING =
      Set.of(
          "contains",
          "containsKey",
          "containsValue",
          "equals",
          "getFirst",
          "getLast",
          "getOrDefault",
          "hashCode",
          "hasNext",
          "indexOf",
          "isEmpty",
          "iterator",
          "length",
          "peek",
          "peekFirst",
          "peekLast",
          "size",
          "stream",
          "toString");

  /** Classes whose {@code get} changes nothing. */
  private static final Set<String> WITH_GET =
      Set.of(
          "java/util/List",
          "java/util/ArrayList",
          "java/util/concurrent/atomic/AtomicInteger",
          "java/util/concurrent/atomic/AtomicLong",
          "java/util/concurrent/atomic/AtomicBoolean",
          "java/util/concurrent/atomic/AtomicReference");

  /** Methods that return a new object, if it is one that was not seen. */
  private static final Set<String> CREATING =
      Set.of("iterator", "listIterator", "stream", "keySet", "entrySet", "values", "chars");

  /** Classes whose static methods touch nothing but their arguments. */
  private static final Set<String> FACTORIES =
      Set.of(
          "java/util/List",
          "java/util/Set",
          "java/util/Map",
          "java/util/Map$Entry",
          "java/util/Collections",
          "java/util/Arrays",
          "java/util/EnumSet",
          "java/util/Objects",
          "java/util/Comparator",
          "java/util/concurrent/CompletableFuture",
          "java/lang/Character",
          "java/lang/Enum");

  private static final String[] PURE = {
    "java/util/Optional", "java/util/stream/", "java/util/function/", "java/math/"
  };

  /** Static methods that touch nothing. */
  private static final Set<String> HARMLESS =
      Set.of(
          "java/util/Objects.requireNonNull",
          "java/util/Objects.checkIndex",
          "java/lang/System.nanoTime",
          "java/lang/System.currentTimeMillis",
          "java/lang/System.identityHashCode",
          "java/lang/System.lineSeparator",
          "java/lang/System.getProperty",
          "java/lang/Boolean.getBoolean",
          "java/lang/Long.getLong",
          "java/lang/Integer.getInteger",
          "java/lang/Thread.currentThread",
          "java/lang/Thread.getName",
          "java/lang/Thread.isVirtual",
          "java/lang/Object.getClass");

  /** Classes all of whose methods touch nothing. */
  private static final String[] VALUES = {
    "java/lang/Boolean",
    "java/lang/Byte",
    "java/lang/Double",
    "java/lang/Float",
    "java/lang/Integer",
    "java/lang/Long",
    "java/lang/Math",
    "java/lang/Short",
    "java/lang/StrictMath",
    "java/lang/runtime/",
    "java/time/"
  };

  /** The methods of throwables that use what may change in them. */
  private static final Set<String> OF_THROWABLES =
      Set.of("addSuppressed", "getSuppressed", "initCause", "getCause", "setStackTrace");

  /** The methods of monitors. */
  private static final Set<String> WAITING = Set.of("wait", "notify", "notifyAll");

  /** Ways to touch anything. */
  private static final String[] UNSEEN = {
    "java/lang/Thread",
    "java/lang/invoke/",
    "java/lang/reflect/",
    "java/util/concurrent/locks/LockSupport",
    "sun/misc/"
  };

  private static boolean isIn(String[] names, String name) {
    for (String each : names) {
      if (name.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a class of the program that extends this one has state that is not seen. */
  static boolean hasState(String base) {
    return TouchAgent.isOfJdk(base)
        && !base.equals("java/lang/Object")
        && !base.equals("java/lang/Record")
        && !base.equals("java/lang/Enum")
        && !base.endsWith("Exception")
        && !base.endsWith("Error")
        && !base.endsWith("Throwable");
  }

  void method(CodeBuilder code, InvokeInstruction invoked) {
    String owner = invoked.owner().asInternalName();
    String name = invoked.name().stringValue();
    boolean isArray = owner.startsWith("[");
    if (!isArray
        && ((!TouchAgent.isOfJdk(owner) && !OF_THROWABLES.contains(name))
            || isIn(VALUES, owner)
            || owner.equals("java/lang/Class")
            || HARMLESS.contains(owner + "." + name))) {
      code.with(invoked);
      return;
    }
    boolean isStatic = invoked.opcode() == Opcode.INVOKESTATIC;
    if (isIn(UNSEEN, owner) || WAITING.contains(name) || (isStatic && isSideEffect(owner, name))) {
      TouchCode.call(code, "everything", NOTHING);
      code.with(invoked);
      return;
    }
    if (owner.equals(PRINTS)) {
      TouchCode.call(code, "prints", NOTHING);
    }
    MethodTypeDesc shape = invoked.typeSymbol();
    int place = before(code, shape.parameterList(), !isStatic, isReading(owner, name, shape));
    code.with(invoked);
    after(code, shape.returnType(), place, isStatic || CREATING.contains(name));
  }

  private static boolean isSideEffect(String owner, String name) {
    return !FACTORIES.contains(owner)
        && !isIn(PURE, owner)
        && !owner.equals("java/lang/String")
        && !owner.equals(PRINTS)
        && !(owner.equals("java/lang/System") && name.equals("arraycopy"));
  }

  private static boolean isReading(String owner, String name, MethodTypeDesc shape) {
    return shape.parameterCount() <= 1
        && (READING.contains(name) || (name.equals("get") && WITH_GET.contains(owner)));
  }

  void constructor(CodeBuilder code, InvokeInstruction invoked, boolean isCopied) {
    if (!TouchAgent.isOfJdk(invoked.owner().asInternalName())) {
      code.with(invoked);
      return;
    }
    int place = before(code, invoked.typeSymbol().parameterList(), false, false);
    code.with(invoked);
    if (isCopied) {
      code.dup();
      TouchCode.call(code, "born", TouchAgent.OBJECT);
      after(code, invoked.owner().asSymbol(), place, true);
    }
  }

  void dynamic(CodeBuilder code, InvokeDynamicInstruction invoked) {
    DirectMethodHandleDesc bootstrap = invoked.bootstrapMethod();
    MethodTypeDesc shape = invoked.typeSymbol();
    switch (bootstrap.owner().displayName()) {
      case "StringConcatFactory" -> {
        int _ = before(code, shape.parameterList(), false, true);
        code.with(invoked);
      }
      case "LambdaMetafactory" -> lambda(code, invoked, shape);
      case "SwitchBootstraps" -> code.with(invoked);
      default -> {
        TouchCode.call(code, "everything", NOTHING);
        code.with(invoked);
      }
    }
  }

  /** A function that is a method of the JDK touches what it has captured, whenever it is called. */
  private static void lambda(
      CodeBuilder code, InvokeDynamicInstruction invoked, MethodTypeDesc shape) {
    if (!isMethodOfJdk(invoked.bootstrapArgs())) {
      code.with(invoked);
      return;
    }
    if (!TouchAgent.isOfJdk(internalName(shape.returnType()))) {
      TouchCode.call(code, "blind", NOTHING); // the library calls it without a report
    }
    int place = before(code, shape.parameterList(), false, true);
    code.with(invoked);
    after(code, shape.returnType(), place, false);
  }

  private static boolean isMethodOfJdk(List<ConstantDesc> arguments) {
    return arguments.size() > 1
        && arguments.get(1) instanceof DirectMethodHandleDesc method
        && TouchAgent.isOfJdk(internalName(method.owner()));
  }

  private static String internalName(ClassDesc type) {
    String descriptor = type.descriptorString();
    return type.isClassOrInterface()
        ? descriptor.substring(1, descriptor.length() - 1)
        : descriptor;
  }

  /** Reports what is on the stack for a call; returns the local with its place. */
  private static int before(
      CodeBuilder code, List<ClassDesc> parameters, boolean hasReceiver, boolean reads) {
    int[] locals = new int[parameters.size()];
    for (int i = parameters.size() - 1; i >= 0; i--) {
      TypeKind kind = TypeKind.from(parameters.get(i)).asLoadable();
      locals[i] = code.allocateLocal(kind);
      code.storeLocal(kind, locals[i]);
    }
    if (hasReceiver) {
      code.dup();
      TouchCode.call(code, "takesPart", TouchAgent.OBJECT);
    }
    for (int i = 0; i < locals.length; i++) {
      if (!parameters.get(i).isPrimitive()) {
        code.aload(locals[i]);
        TouchCode.call(code, "takesPart", TouchAgent.OBJECT);
      }
    }
    int place = code.allocateLocal(TypeKind.REFERENCE);
    code.loadConstant(reads ? 1 : 0);
    TouchCode.call(code, "call", CALL);
    code.astore(place);
    for (int i = 0; i < locals.length; i++) {
      code.loadLocal(TypeKind.from(parameters.get(i)).asLoadable(), locals[i]);
    }
    return place;
  }

  private static void after(CodeBuilder code, ClassDesc result, int place, boolean isNew) {
    if (result.isPrimitive()) {
      return;
    }
    code.dup().aload(place).loadConstant(isNew ? 1 : 0);
    TouchCode.call(code, "returned", RETURNED);
  }
}
